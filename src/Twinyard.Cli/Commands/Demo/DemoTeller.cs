using System.Diagnostics;
using Spectre.Console;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>Tells the story on stdout: chapters, the commands a user would type, results, and progress of what takes long.</summary>
internal sealed class DemoTeller(IAnsiConsole console, bool live, TimeProvider time)
{
    private const int Margin = 5;
    private static readonly TimeSpan LiveRefresh = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LogRefresh = TimeSpan.FromSeconds(5);
    private readonly long _started = Stopwatch.GetTimestamp();
    private string _lastLine = "";

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    public void Chapter(int number, int count, string title)
    {
        console.WriteLine();
        console.Write(new Text($"{number}/{count}  {title}", new Style(Color.Blue, decoration: Decoration.Bold)));
        console.Write(new Text($"   [{Elapsed.TotalSeconds:0} s]{Environment.NewLine}", new Style(Color.Grey)));
    }

    /// <summary>The command a user would type for what happens next.</summary>
    public void Command(string line) => Write("", $"$ {line}", new Style(Color.Grey));

    public void Say(string text) => Write("", text, Style.Plain);

    public void Good(string text) => Write("   ✓", text, Style.Plain);

    /// <summary>
    /// Asks again and again until <paramref name="probe"/> gives a value, showing what it says meanwhile.
    /// </summary>
    /// <param name="probe">Gives the value when it is there, and a line about how far it is.</param>
    /// <param name="patience">After this the step has failed.</param>
    public async Task<T> WaitForAsync<T>(string what, TimeSpan patience, Func<Task<(T? Value, string Progress)>> probe, CancellationToken cancellationToken)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        var nextLine = TimeSpan.Zero;
        while (true)
        {
            var (value, progress) = await probe();
            var waited = Stopwatch.GetElapsedTime(started);
            if (value is not null)
            {
                ClearLive();
                return value;
            }

            if (waited > patience)
            {
                ClearLive();
                throw new CliError(ExitCodes.Failed, $"{what} did not happen within {patience.TotalSeconds:0} s; last seen: {progress}");
            }

            if (waited >= nextLine)
            {
                nextLine = waited + (live ? LiveRefresh : LogRefresh);
                Show($"{what}: {progress} ({waited.TotalSeconds:0} s)");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), time, cancellationToken);
        }
    }

    private void Show(string text)
    {
        if (live)
        {
            ClearLive();
            var line = $"     … {text}";
            _lastLine = line[..Math.Min(line.Length, console.Profile.Width - 1)];
            console.Write(new Text(_lastLine, new Style(Color.Grey)));
        }
        else
        {
            Say($"… {text}");
        }
    }

    /// <summary>Text beside a margin, so that what does not fit on a line goes on below itself.</summary>
    private void Write(string mark, string text, Style style)
    {
        var line = new Grid()
            .AddColumn(new GridColumn().Width(Margin).NoWrap().Padding(0, 0, 0, 0))
            .AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        line.AddRow(new Text(mark, new Style(Color.Green)), new Text(text, style));
        console.Write(line);
    }

    private void ClearLive()
    {
        if (_lastLine.Length > 0)
        {
            console.Profile.Out.Writer.Write($"\r{new string(' ', Math.Min(_lastLine.Length, console.Profile.Width - 1))}\r");
            _lastLine = "";
        }
    }
}
