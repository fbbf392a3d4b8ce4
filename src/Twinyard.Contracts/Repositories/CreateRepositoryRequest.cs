namespace Twinyard.Contracts.Repositories;

/// <param name="Name">1 to 63 of a–z, 0–9 and '-', starting and ending with a letter or digit.</param>
public sealed record CreateRepositoryRequest(string Name);
