using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Contracts.Warehouse;

namespace Twinyard.Cli.Commands.Warehouse;

/// <summary><c>twinyard sql "select …"</c>.</summary>
internal static class SqlCommand
{
    public static Command Build()
    {
        var sql = new Argument<string>("query") { Description = "One statement that reads, such as \"select * from decisions limit 10\"" };
        var csv = new Option<bool>("--csv") { Description = "Print CSV" };
        var rows = new Option<int?>("--rows") { Description = "Rows to fetch at most (default: 1000)", HelpName = "N" };
        return new Command("sql", "Query the warehouse") { sql, csv, rows }
            .Does((call, token) => RunAsync(call, new SqlQuery(call.Get(sql), null, call.Get(rows) ?? 1000), call.Get(csv), token));
    }

    private static async Task RunAsync(CliCall call, SqlQuery query, bool csv, CancellationToken cancellationToken)
    {
        if (csv)
        {
            await PrintCsvAsync(call, query, cancellationToken);
            return;
        }

        var result = await call.Api.PostAsync<SqlResult>("warehouse/query", query, cancellationToken);
        call.Out.Result(result, _ => PrintTable(call, result));
        if (result.Truncated)
        {
            call.Out.Note($"Only the first {result.Rows.Count} rows are shown; --rows N fetches more.");
        }
    }

    private static void PrintTable(CliCall call, SqlResult result)
    {
        var columns = result.Columns.Select((column, i) => (column.Name, (Func<IReadOnlyList<JsonNode?>, object?>)(row => Cell(row[i])))).ToArray();
        call.Out.Table(result.Rows, "No rows.", columns);
    }

    private static object? Cell(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.AsValue().TryGetValue<long>(out var whole) ? whole : value.GetValue<double>(),
        JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ => value.ToJsonString(),
    };

    private static async Task PrintCsvAsync(CliCall call, SqlQuery query, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "warehouse/query") { Content = JsonContent.Create(query, options: JsonSerializerOptions.Web) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await call.Api.SendAsync(request, cancellationToken);
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await CsvLines.CopyAsync(source, output, cancellationToken);
        if (response.Headers.Contains("Twinyard-Truncated"))
        {
            call.Out.Note($"Only the first {query.MaximumRows} rows are there; --rows N fetches more.");
        }
    }
}
