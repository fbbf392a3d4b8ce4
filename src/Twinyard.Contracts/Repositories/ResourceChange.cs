namespace Twinyard.Contracts.Repositories;

/// <param name="Change"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
public sealed record ResourceChange(string Change, string Kind, string Name);
