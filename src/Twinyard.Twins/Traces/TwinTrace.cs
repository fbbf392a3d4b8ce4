namespace Twinyard.Twins.Traces;

/// <summary>What one execution really ran on: evidence for the run's record.</summary>
/// <param name="Tree">The id of the tree that was laid out and verified; empty for files that came with the run.</param>
/// <param name="Twin">The twin's name.</param>
/// <param name="Kind"><c>process</c> or <c>jupyter</c>.</param>
/// <param name="Address">The Jupyter Server's address; null on the server's own machine, and where a presigned URL names it.</param>
/// <param name="Sandboxed">Whether the run had a sandbox of its own.</param>
/// <param name="Machine">The server's machine. On a Jupyter Server the script met other programs than these, which are not known here.</param>
public sealed record TwinTrace(string Tree, string Twin, string Kind, string? Address, bool Sandboxed, MachineFacts Machine);
