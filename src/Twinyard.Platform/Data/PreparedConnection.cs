using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Data;

/// <summary>
/// A connection that keeps the statements it has compiled, since the same ones come again and again: SQLite would parse and plan each at every use.
/// Not for concurrent use, as any connection of SQLite.
/// </summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int MostKept = 200;

    // The least recently used comes first.
    private readonly OrderedDictionary<string, SqliteCommand> _kept = new(StringComparer.Ordinal);

    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    /// <returns>A command that is the caller's alone until it gives it back or disposes of it.</returns>
    internal SqliteCommand Take(string sql) => _kept.Remove(sql, out var kept) ? kept : new SqliteCommand(sql, this);

    /// <param name="command">One that has been executed to its end, without an error.</param>
    internal void Keep(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        // A pragma may take effect when it is compiled, and then only then (sqlite.org/pragma.html).
        if (command.CommandText.AsSpan().TrimStart().StartsWith("PRAGMA", StringComparison.OrdinalIgnoreCase) || !_kept.TryAdd(command.CommandText, command))
        {
            command.Dispose();
            return;
        }

        if (_kept.Count > MostKept)
        {
            _kept.GetAt(0).Value.Dispose();
            _kept.RemoveAt(0);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in _kept.Values)
            {
                command.Dispose();
            }

            _kept.Clear();
        }

        base.Dispose(disposing);
    }
}
