using Twinyard.Access.Certificates;

namespace Twinyard.Host.Settings;

/// <summary>
/// What a server is started with: <c>twinyard.json</c> in the home, then <c>TWINYARD__*</c> variables, then flags. Rooms read
/// their own sections of the same configuration.
/// </summary>
public sealed class ServerSettings
{
    /// <value><c>dev</c>; the environment's part in resource names.</value>
    public string Environment { get; init; } = "dev";

    /// <summary>What the server listens on, with ';' between: <c>https://</c> anywhere, <c>http://</c> on loopback only.</summary>
    /// <value><c>http://127.0.0.1:7171</c>; port 0 takes any free one.</value>
    public string Urls { get; init; } = "http://127.0.0.1:7171";

    /// <summary>Under which address people and devices reach the server, where that is not the one that it listens on: behind a proxy, or under another name. It is in links and emails.</summary>
    public string? PublicUrl { get; init; }

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

    internal IReadOnlyList<string> UrlList => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Of the room that has the certificates.</summary>
    internal IReadOnlyList<string> TlsNames => Tls.NameList;

    /// <summary>Section <c>Tls</c>.</summary>
    public TlsOptions Tls { get; init; } = new();
}
