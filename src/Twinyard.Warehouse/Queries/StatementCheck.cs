using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Queries;

/// <summary>Lets one reading statement with the right number of parameters pass, judged by DuckDB's own parser.</summary>
internal static partial class StatementCheck
{
    public static Result<Done> Check(DuckDBNativeConnection connection, string sql, int parameters)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out var statements);
        using (statements)
        {
            return count switch
            {
                0 when NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error => UserQueries.Explain(error),
                0 => new InvalidError("query-empty", "There is no statement in the query."),
                > 1 => new InvalidError("query-many", $"The query holds {count} statements; one is run at a time.", "Send them one by one. PIVOT counts as two: name its values with IN (…)."),
                _ => CheckPrepared(connection, statements, parameters),
            };
        }
    }

    private static Result<Done> CheckPrepared(DuckDBNativeConnection connection, DuckDBExtractedStatements statements, int parameters)
    {
        var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection, statements, 0, out var prepared);
        using (prepared)
        {
            if (state != DuckDBState.Success)
            {
                return UserQueries.Explain(NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            }

            var kind = StatementType(prepared);
            if (kind is not (DuckDBStatementType.Select or DuckDBStatementType.Explain))
            {
                return new InvalidError(
                    "query-writes",
                    $"A query only reads; this is a statement of kind {kind}.",
                    "Write rows from a workflow: a run leaves tables/<table>.ndjson in its output folder.");
            }

            var wanted = NativeMethods.PreparedStatements.DuckDBParams(prepared);
            return wanted == parameters
                ? Done.Value
                : new InvalidError("query-parameters", $"The statement has {wanted} parameter(s) and {parameters} value(s) were given.");
        }
    }

    // In DuckDB's C API, and not among the driver's bindings.
    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    private static partial DuckDBStatementType StatementType(DuckDBPreparedStatement statement);
}
