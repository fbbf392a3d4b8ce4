namespace Twinyard.Host.Settings;

/// <summary>
/// What a server is started with: <c>twinyard.json</c> in the home, then <c>TWINYARD__*</c> variables, then flags. Rooms read
/// their own sections of the same configuration.
/// </summary>
public sealed class ServerSettings
{
    /// <value><c>dev</c>; the environment's part in resource names.</value>
    public string Environment { get; init; } = "dev";

    /// <value><c>http://127.0.0.1:7171</c>; port 0 takes any free one.</value>
    public string Urls { get; init; } = "http://127.0.0.1:7171";

    /// <summary>A PostgreSQL connection string; without it state is in SQLite in the home.</summary>
    public string? Postgres { get; init; }

    /// <summary>
    /// This server's name among those that share the environment: the same PostgreSQL and the same data directory. Without it the server is
    /// alone. Usually given by <c>--node</c>, since the file is shared.
    /// </summary>
    public string? Node { get; init; }

    /// <summary>Least severe log entries written to stderr.</summary>
    /// <value><c>Warning</c></value>
    public string LogLevel { get; init; } = "Warning";
}
