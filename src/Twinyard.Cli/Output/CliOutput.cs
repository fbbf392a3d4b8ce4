using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Twinyard.Cli.Output;

/// <summary>Results go to stdout (tables, or JSON with <c>--json</c>); prose, progress and errors go to stderr.</summary>
public sealed class CliOutput(bool json)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => json;

    public IAnsiConsole Stdout { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect, Out = new WidthAwareOutput(Console.Out, Console.IsOutputRedirected) });

    public IAnsiConsole Stderr { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect, Out = new WidthAwareOutput(Console.Error, Console.IsErrorRedirected) });

    /// <summary>With <c>--json</c> the value itself, else what <paramref name="forPeople"/> prints.</summary>
    public void Result<T>(T value, Action<T> forPeople)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, Indented));
        }
        else
        {
            forPeople(value);
        }
    }

    /// <summary>A table; with no rows, the sentence that says what that means.</summary>
    public void Table<T>(IEnumerable<T> rows, string whenEmpty, params (string Header, Func<T, object?> Cell)[] columns)
    {
        var table = new Table().Border(TableBorder.None).HideRowSeparators();
        foreach (var (header, _) in columns)
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))).NoWrap().PadLeft(0).PadRight(3));
        }

        var any = false;
        foreach (var row in rows)
        {
            any = true;
            table.AddRow(columns.Select(column => (Spectre.Console.Rendering.IRenderable)new Text(Show(column.Cell(row)))));
        }

        if (any)
        {
            Stdout.Write(table);
        }
        else
        {
            Note(whenEmpty);
        }
    }

    /// <summary>Name and value, a line each.</summary>
    public void Facts(params (string Name, object? Value)[] facts)
    {
        var width = facts.Max(fact => fact.Name.Length) + 2;
        foreach (var (name, value) in facts)
        {
            Console.Out.WriteLine($"{name.PadRight(width)}{Show(value)}");
        }
    }

    /// <summary>A line of the result itself, on stdout.</summary>
    public void Line(string text) => Console.Out.WriteLine(text);

    /// <summary>Prose beside the result, on stderr.</summary>
    public void Note(string text) => Console.Error.WriteLine(text);

    public void Error(string message, string remedy)
    {
        Stderr.Markup("[red]error:[/] ");
        Console.Error.WriteLine(message);
        if (remedy.Length > 0)
        {
            Console.Error.WriteLine($"       {remedy}");
        }
    }

    /// <summary>How a value is written in a table: times in UTC to the second, numbers with at most four decimals.</summary>
    public static string Show(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds < 1 ? $"{span.TotalMilliseconds:0} ms" : $"{span.TotalSeconds:0.0} s",
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        IEnumerable<string> texts => string.Join(", ", texts),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
