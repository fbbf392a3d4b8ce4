using System.Text;
using Spectre.Console;

namespace Twinyard.Cli.Output;

/// <summary>A console that does not break lines when its output goes to a file or a pipe.</summary>
internal sealed class WidthAwareOutput(TextWriter writer, bool redirected) : IAnsiConsoleOutput
{
    private const int WidthWhenRedirected = 20_000;

    public TextWriter Writer => writer;

    public bool IsTerminal => !redirected;

    public int Width => redirected ? WidthWhenRedirected : Math.Max(40, Console.WindowWidth);

    public int Height => redirected ? 50 : Math.Max(10, Console.WindowHeight);

    public void SetEncoding(Encoding encoding)
    {
        // stdout and stderr keep the encoding that the process was started with.
    }
}
