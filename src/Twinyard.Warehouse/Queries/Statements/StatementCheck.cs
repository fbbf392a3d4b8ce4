using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>
/// What one statement of a user reads, as DuckDB itself parses and binds it. Nothing of it is run. Within the transaction in which it is run afterwards, so that the tables are the same.
/// </summary>
internal static partial class StatementCheck
{
    /// <summary>In characters: a plan is some hundred times as long as the constants in its statement.</summary>
    public const int MaximumLength = 100_000;

    private const string Understood = "SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW, PIVOT … IN (…), and EXPLAIN with one of them right behind it.";

    /// <param name="database">The name of the database whose tables may be read.</param>
    /// <returns>An <see cref="InvalidError"/> where it is not one statement that only reads, reads what is no table, or does not fit the number of parameters.</returns>
    public static Result<StatementReads> Read(DuckDBConnection connection, string database, string sql, IReadOnlyList<object?> parameters)
    {
        if (sql.Length > MaximumLength)
        {
            return new LimitError("query-long", $"The statement has {sql.Length} characters, and at most {MaximumLength} are read.", "Give long lists and texts as parameters, or write them to a table from a run and join it.");
        }

        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            return new InvalidError("query-invalid", "There is a zero character in the statement.");
        }

        var single = CheckSingle(connection.NativeConnection, sql);
        if (!single.IsOk)
        {
            return single.Error;
        }

        var explained = Explained().Match(sql);
        var select = sql[explained.Length..];
        using var parsed = Ask(connection, "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", select);
        if (ProblemIn(parsed, "statements") is { } unparsed)
        {
            return explained.Length > 0
                ? new InvalidError("query-writes", "Only a statement that reads is explained.", $"These are understood: {Understood}")
                : WhyNot(connection.NativeConnection, sql, unparsed);
        }

        var tree = StatementTree.Of(parsed.RootElement);
        if (!tree.IsOk)
        {
            return tree.Error;
        }

        if (tree.Value.Parameters.Count != parameters.Count)
        {
            return new InvalidError("query-parameters", $"The statement has {tree.Value.Parameters.Count} parameter(s) and {parameters.Count} value(s) were given.");
        }

        var filled = parameters.Count == 0 ? select : Fill(connection, parsed, select, parameters);
        if (filled is null)
        {
            return Unattributed("its parameters cannot be told from other text; write them as ?, $1 or $name.");
        }

        using var plan = Ask(connection, "SELECT CAST(json_serialize_plan(CAST(? AS VARCHAR)) AS VARCHAR)", filled);
        return ProblemIn(plan, "plans") is { } unplanned
            ? WhyNot(connection.NativeConnection, sql, unplanned)
            : StatementReads.Of(plan.RootElement, database, tree.Value.ShowsCatalog);
    }

    private static Result<Done> CheckSingle(DuckDBNativeConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out var statements);
        using (statements)
        {
            return count switch
            {
                0 when NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } error => UserQueries.Explain(error),
                0 => new InvalidError("query-empty", "There is no statement in the query."),
                > 1 => new InvalidError("query-many", $"The query holds {count} statements; one is run at a time.", "Send them one by one. PIVOT counts as two: name its values with IN (…)."),
                _ => Done.Value,
            };
        }
    }

    /// <returns>Null where the text with values would be another statement than the one with parameters.</returns>
    private static string? Fill(DuckDBConnection connection, JsonDocument parsed, string select, IReadOnlyList<object?> parameters)
    {
        var filled = Placeholders.Fill(select, parameters);
        using var again = Ask(connection, "SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS VARCHAR)", filled);
        return TreeComparison.IsFilled(parsed.RootElement, again.RootElement) ? filled : null;
    }

    private static JsonDocument Ask(DuckDBConnection connection, string question, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = question;
        command.Parameters.Add(new DuckDBParameter(sql));
        using var reader = command.ExecuteReader();
        reader.Read();
        return JsonDocument.Parse(reader.GetString(0), JsonWalk.Deep);
    }

    /// <param name="list">What the answer lists: of one statement, one.</param>
    private static string? ProblemIn(JsonDocument answer, string list) =>
        answer.RootElement.GetProperty("error").GetBoolean() ? JsonWalk.Text(answer.RootElement, "error_message") ?? ""
        : answer.RootElement.GetProperty(list).GetArrayLength() != 1 ? "it is not one statement that reads."
        : null;

    /// <summary>The reason in DuckDB's own words, where preparing the statement has one.</summary>
    private static Error WhyNot(DuckDBNativeConnection connection, string sql, string problem)
    {
        using var statements = Extract(connection, sql);
        var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection, statements, 0, out var prepared);
        using (prepared)
        {
            if (state != DuckDBState.Success)
            {
                return UserQueries.Explain(NativeMethods.PreparedStatements.DuckDBPrepareError(prepared));
            }

            var kind = StatementType(prepared);
            return kind is DuckDBStatementType.Select or DuckDBStatementType.Explain
                ? Unattributed(problem)
                : new InvalidError(
                    "query-writes",
                    $"A query only reads; this is a statement of kind {kind}.",
                    "Write rows from a workflow: a run leaves tables/<table>.ndjson in its output folder.");
        }
    }

    private static DuckDBExtractedStatements Extract(DuckDBNativeConnection connection, string sql)
    {
        // It was counted before.
        _ = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out var statements);
        return statements;
    }

    private static InvalidError Unattributed(string problem) =>
        new("query-unattributed", $"It cannot be told what the statement reads: {problem}", $"These are understood: {Understood}");

    // Only blanks in between: what follows is parsed by itself.
    [GeneratedRegex(@"\A\s*EXPLAIN(\s+ANALYZE)?(\s*\(\s*(ANALYZE\s*,\s*)?FORMAT\s+\w+\s*\))?\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Explained();

    // In DuckDB's C API, and not among the driver's bindings.
    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    private static partial DuckDBStatementType StatementType(DuckDBPreparedStatement statement);
}
