namespace Twinyard.Contracts.Workflows;

/// <param name="Tree">The id of the commit's tree, as it was verified when it was laid out.</param>
/// <param name="Twin">The twin's name.</param>
/// <param name="Kind"><c>process</c> or <c>jupyter</c>.</param>
/// <param name="Address">The Jupyter Server's address; null on the server's own machine, and where a presigned URL names it.</param>
/// <param name="Sandboxed">Whether it had a sandbox of its own.</param>
/// <param name="Machine">The server's machine; the programs of a Jupyter Server's are not known.</param>
public sealed record RunExecution(string Tree, string Twin, string Kind, string? Address, bool Sandboxed, RunMachine? Machine);
