using System.Text.Json;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Queries.Statements;

/// <summary>A <c>SELECT</c> as DuckDB's parser understands it, before any name in it is looked up.</summary>
/// <param name="Parameters">Names of its parameters: <c>1</c>, <c>2</c>, … or what follows a <c>$</c>.</param>
/// <param name="ShowsCatalog">Whether it describes tables or lists them.</param>
internal sealed record StatementTree(IReadOnlySet<string> Parameters, bool ShowsCatalog)
{
    public const string Parameter = "PARAMETER";

    /// <returns>
    /// An <see cref="InvalidError"/> where it calls what reads no table, or chooses a table while it is bound (<c>query('…')</c>): what is bound here need not be what is bound when it is run.
    /// </returns>
    public static Result<StatementTree> Of(JsonElement tree)
    {
        var parameters = new HashSet<string>(StringComparer.Ordinal);
        var shows = false;
        foreach (var node in JsonWalk.Objects(tree))
        {
            switch (JsonWalk.Text(node, "type"))
            {
                case "TABLE_FUNCTION" when FunctionOf(node) is var function:
                    if (!KnownFunctions.MakesRows(function) && !KnownFunctions.ShowsCatalog(function))
                    {
                        return StatementReads.NoTable($"{function}()");
                    }

                    break;
                case "FUNCTION" when JsonWalk.Text(node, "function_name") is { } called && KnownFunctions.IsRefused(called):
                    return new InvalidError("query-refused", $"{called}() may not be called here.", "SQL reaches the warehouse's tables only, neither files nor the network nor the server.");
                case "SHOW_REF":
                    shows |= JsonWalk.Text(node, "show_type") != "SUMMARY";
                    break;
                case "VALUE_PARAMETER" when JsonWalk.Text(node, "class") == Parameter:
                    parameters.Add(JsonWalk.Text(node, "identifier") ?? "");
                    break;
            }
        }

        return new StatementTree(parameters, shows);
    }

    private static string FunctionOf(JsonElement table) =>
        table.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object ? JsonWalk.Text(function, "function_name") ?? "" : "";
}
