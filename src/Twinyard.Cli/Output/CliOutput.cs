using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Twinyard.Cli.Output;

/// <summary>Results go to stdout (tables, or JSON with <c>--json</c>); prose, progress and errors go to stderr.</summary>
public sealed class CliOutput(bool json, TextWriter output, TextWriter error)
{
    private const int CommitShown = 10;
    private const int LongestUnbroken = 48;
    private const int Gap = 3;
    private const int NarrowestBroken = 30;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => json;

    public IAnsiConsole Stdout { get; } = ConsoleOn(output, Console.IsOutputRedirected || output != Console.Out);

    public IAnsiConsole Stderr { get; } = ConsoleOn(error, Console.IsErrorRedirected || error != Console.Error);

    /// <summary>With <c>--json</c> the value itself, else what <paramref name="forPeople"/> prints.</summary>
    public void Result<T>(T value, Action<T> forPeople)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(value, Indented));
        }
        else
        {
            forPeople(value);
        }
    }

    /// <summary>A table, with columns of numbers to the right; with no rows, the sentence that says what that means.</summary>
    public void Table<T>(IEnumerable<T> rows, string whenEmpty, params (string Header, Func<T, object?> Cell)[] columns)
    {
        var cells = rows.Select(row => columns.Select(column => column.Cell(row)).ToArray()).ToList();
        if (cells.Count == 0)
        {
            Note(whenEmpty);
            return;
        }

        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        var narrowest = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(columns[i].Header, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(Gap);
            // What is short stays on a line; the long may be broken to fit the terminal.
            column.NoWrap = cells.TrueForAll(row => Show(row[i]).Length <= LongestUnbroken && !(row[i] is string text && text.Contains(' ', StringComparison.Ordinal)));
            var width = Math.Max(columns[i].Header.Length, cells.Max(row => Show(row[i]).Length));
            narrowest += Gap + (column.NoWrap ? width : Math.Min(width, NarrowestBroken));
            table.AddColumn(cells.Exists(row => row[i] is not null) && cells.TrueForAll(row => row[i] is null || IsNumber(row[i])) ? column.RightAligned() : column);
        }

        foreach (var row in cells)
        {
            table.AddRow(row.Select(IRenderable (cell) => new Text(Show(cell))));
        }

        // Where even that does not fit, the terminal breaks the line: better than words in shreds.
        Stdout.Profile.Width = Math.Max(Stdout.Profile.Width, narrowest);
        Stdout.Write(table);
    }

    /// <summary>Name and value, a line each; a fact without a value is left out.</summary>
    public void Facts(params (string Name, object? Value)[] facts)
    {
        var known = facts.Where(fact => Show(fact.Value).Length > 0).ToList();
        var width = known.Count == 0 ? 0 : known.Max(fact => fact.Name.Length) + 2;
        foreach (var (name, value) in known)
        {
            output.WriteLine($"{name.PadRight(width)}{Show(value)}");
        }
    }

    /// <summary>A line of the result itself, on stdout.</summary>
    public void Line(string text) => output.WriteLine(text);

    /// <summary>Prose beside the result, on stderr.</summary>
    public void Note(string text) => error.WriteLine(text);

    public void Error(string message, string remedy)
    {
        Stderr.Markup("[red]error:[/] ");
        error.WriteLine(message);
        if (remedy.Length > 0)
        {
            error.WriteLine($"       {remedy}");
        }
    }

    /// <summary>How a value is written in a table: times in UTC to the second, numbers with at most four decimals.</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds < 1 ? $"{span.TotalMilliseconds:0} ms" : $"{span.TotalSeconds:0.0} s",
        double number => number.ToString(Math.Abs(number) is > 0 and < 0.001 ? "G4" : "0.####", CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        IEnumerable<string> texts => string.Join(", ", texts),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>As much of a commit's id as tells it from others.</summary>
    public static string Short(string commit) => commit.Length > CommitShown ? commit[..CommitShown] : commit;

    private static bool IsNumber(object? value) => value is double or float or decimal or int or long;

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
        Out = new WidthAwareOutput(writer, redirected),
    });
}
