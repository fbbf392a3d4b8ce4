using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.RunTables;

/// <summary>One file of rows that a run left, checked: its table, its columns in order of appearance, and how many rows.</summary>
internal sealed partial record TableFile(string Path, string Table, IReadOnlyList<KeyValuePair<string, ColumnKind>> Columns, int Rows)
{
    public const int MaximumRows = 1_000_000;
    public const int MaximumColumns = 500;
    public const long MaximumBytes = 512L * 1024 * 1024;

    /// <summary>Where the runs' files are, and nothing where a run wrote none.</summary>
    public static IReadOnlyList<string> In(string outputFolder)
    {
        var folder = System.IO.Path.Combine(outputFolder, "tables");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.ndjson").Order(StringComparer.Ordinal)] : [];
    }

    public static Result<TableFile> Check(string path)
    {
        var table = System.IO.Path.GetFileNameWithoutExtension(path);
        if (!TableName().IsMatch(table))
        {
            return Refuse(path, 0, $"'{table}' is not a table name.", "Use a letter and up to 62 of a-z, 0-9 and _.");
        }

        if (new FileInfo(path).Length > MaximumBytes)
        {
            return new LimitError("table-too-large", $"tables/{table}.ndjson is larger than {MaximumBytes / (1024 * 1024)} MB.", "Write large data as objects into a bucket.");
        }

        var columns = new ColumnSet();
        var rows = 0;
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (++rows > MaximumRows || line.Length > TableRows.MaximumLineLength)
            {
                return new LimitError(
                    "table-too-large",
                    $"tables/{table}.ndjson({number}): a run writes at most {MaximumRows:N0} rows of at most {TableRows.MaximumLineLength:N0} characters into a table.",
                    "Write large data as objects into a bucket.");
            }

            if (CheckLine(line, columns) is { } problem)
            {
                return Refuse(path, number, problem, "");
            }
        }

        return new TableFile(path, table, columns.InOrder, rows);
    }

    private static string? CheckLine(string line, ColumnSet columns)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "a row is a JSON object.";
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (columns.Add(member.Name, TableRows.KindOf(member.Value)) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"this is not JSON: {e.Message}";
        }
    }

    private static InvalidError Refuse(string path, int line, string problem, string remedy)
    {
        var file = $"tables/{System.IO.Path.GetFileName(path)}";
        return new InvalidError("table-invalid", line == 0 ? $"{file}: {problem}" : $"{file}({line}): {problem}", remedy);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex TableName();
}
