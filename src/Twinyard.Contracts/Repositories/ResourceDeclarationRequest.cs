namespace Twinyard.Contracts.Repositories;

/// <summary>A declaration, as a file under <c>resources/</c> holds it.</summary>
/// <param name="Declaration">YAML with <c>kind</c> and <c>name</c>.</param>
/// <param name="File">What problems are said to be in, such as the file's path.</param>
public sealed record ResourceDeclarationRequest(string Declaration, string? File = null);
