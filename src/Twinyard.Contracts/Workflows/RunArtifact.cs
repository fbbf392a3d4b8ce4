namespace Twinyard.Contracts.Workflows;

/// <summary>A file that an attempt of a run left as evidence, such as <c>notebook.ipynb</c>.</summary>
/// <param name="Size">In bytes.</param>
public sealed record RunArtifact(string Name, int Attempt, long Size, DateTimeOffset At);
