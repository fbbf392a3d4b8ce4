namespace Twinyard.Contracts.Repositories;

/// <param name="Change"><c>create</c>, <c>update</c>, <c>delete</c>, or <c>adopt</c>: it was made by hand, is the same, and belongs to the repository from then on.</param>
public sealed record ResourceChange(string Change, string Kind, string Name);
