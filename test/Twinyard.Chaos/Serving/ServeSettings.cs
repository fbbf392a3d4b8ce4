using System.Diagnostics.CodeAnalysis;

namespace Twinyard.Chaos.Serving;

/// <param name="Node">Empty for a server that is alone.</param>
/// <param name="Postgres">Empty for SQLite.</param>
internal sealed record ServeSettings(ChaosFolder Folder, string Node, string Postgres)
{
    public IReadOnlyList<string> ToArguments() => ["serve", Folder.Root, Node, Postgres];

    public static bool TryRead(string[] arguments, [NotNullWhen(true)] out ServeSettings? settings)
    {
        settings = arguments is [var folder, var node, var postgres] ? new ServeSettings(new ChaosFolder(folder), node, postgres) : null;
        return settings is not null;
    }

    /// <summary>Leases as short as they may be, and enough places for runs that half of them can hang.</summary>
    public IReadOnlyDictionary<string, string?> ToFlags()
    {
        var flags = new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["LogLevel"] = "Warning",
            ["workflows:lease"] = "00:00:06",
            ["workflows:retryDelay"] = "00:00:02",
            ["workflows:maximumConcurrentRuns"] = "12",
            // Scripts leave a file when they start, whatever becomes of their outputs.
            ["twins:writable:0"] = Folder.Starts,
            // The script's days are short.
            ["Events:RetentionDays"] = "3650",
        };
        if (Node.Length > 0)
        {
            flags["Node"] = Node;
            flags["cluster:lease"] = "00:00:03";
        }

        if (Postgres.Length > 0)
        {
            flags["Postgres"] = Postgres;
        }

        return flags;
    }
}
