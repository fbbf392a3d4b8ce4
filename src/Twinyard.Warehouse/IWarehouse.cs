using Twinyard.Access;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse;

/// <summary>The embedded analytical database. One process owns it; everything goes through here.</summary>
public interface IWarehouse
{
    /// <summary>Runs one statement of a user under limits (no file or network access, rows, memory, time). It only reads, and only what the user's policies allow.</summary>
    /// <returns>A <see cref="DeniedError"/> where one of the tables, or a column, may not be read.</returns>
    Task<Result<QueryResult>> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken);

    /// <summary>Writes of the rooms themselves, in one transaction; one writer at a time.</summary>
    Task<T> WriteAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Trusted reads of the rooms themselves.</summary>
    Task<T> ReadAsync<T>(Func<IWarehouseSession, Task<T>> work, CancellationToken cancellationToken);
}

/// <summary>A DuckDB connection within a unit of work. Parameters are positional: <c>?</c>.</summary>
public interface IWarehouseSession
{
    Task<int> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken);

    Task<QueryResult> QueryAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken);

    /// <summary>Appends rows in bulk to an existing table; values in the table's column order.</summary>
    Task AppendAsync(string table, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken);
}

/// <param name="Principal">Who asks: <c>warehouse:Query</c> is decided for every table that the statement reads.</param>
public sealed record WarehouseQuery(Principal Principal, string Sql, IReadOnlyList<object?> Parameters)
{
    /// <summary>The result is cut there and says so.</summary>
    /// <value>10 000 rows.</value>
    public int MaximumRows { get; init; } = 10_000;

    /// <value>30 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <param name="Columns">Names and DuckDB types, in order.</param>
/// <param name="Rows">Values in column order: null, bool, long, double, decimal, string, DateTime (UTC), or a list or dictionary of these.</param>
/// <param name="Truncated">More rows were there than were asked for, or than fit into the 64 MB that a result may take.</param>
public sealed record QueryResult(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool Truncated)
{
    /// <summary>The tables that a user's statement reads, by name. Empty for a room's own reads.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];
}

public sealed record QueryColumn(string Name, string Type);
