namespace Twinyard.Platform.Ports;

/// <summary>
/// What runs read over the API, noted by the endpoints that serve it, since only the server can say which version a run was given.
/// Implemented by Workflows.
/// </summary>
public interface IRunReads
{
    /// <summary>Keeps it in memory, once; it is written soon, and before the run's end is. Returns at once.</summary>
    /// <param name="runId">The run whose session asked. What is no workflow's run is forgotten again.</param>
    void Note(string runId, RunRead read);

    /// <summary>As the other, for a session that reproduces the run: kept for the comparison alone.</summary>
    void NoteReproduced(string runId, RunRead read);

    /// <summary>The version that a reproduction of the run is to be given in place of the newest; null where it may get any.</summary>
    string? Pinned(string runId, string kind, string name);
}

/// <param name="Kind"><see cref="Object"/>, <see cref="Bundle"/>, <see cref="Alias"/> or <see cref="Table"/>.</param>
/// <param name="Name"><c>bucket/key</c>, a model, <c>model@alias</c>, or a table.</param>
/// <param name="Version">Of the object or the model; empty for a table, which has none.</param>
/// <param name="Digest">SHA-256 of the content; empty where there is none.</param>
public sealed record RunRead(string Kind, string Name, string Version, string Digest)
{
    public const string Object = "object";
    public const string Bundle = "bundle";
    public const string Alias = "alias";
    public const string Table = "table";
}
