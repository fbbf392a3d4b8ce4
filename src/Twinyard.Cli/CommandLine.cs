using System.CommandLine;
using System.CommandLine.Invocation;
using Twinyard.Cli.Commands;
using Twinyard.Cli.Output;

namespace Twinyard.Cli;

/// <summary>From the words of a command line to an exit code. A line that is not understood is answered here.</summary>
internal static class CommandLine
{
    private const int MostDistanceOfATypo = 2;

    public static Task<int> RunAsync(IReadOnlyList<string> words, InvocationConfiguration configuration)
    {
        var root = RootCommands.Build();
        var parsed = root.Parse(words);
        if (parsed.Action is not ParseErrorAction)
        {
            return parsed.InvokeAsync(configuration);
        }

        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            // A group by itself asks for what is in it.
            root.Parse([.. words, "--help"]).Invoke(configuration);
            return Task.FromResult(ExitCodes.Invalid);
        }

        Refuse(parsed, command, new CliOutput(false, configuration.Output, configuration.Error));
        return Task.FromResult(ExitCodes.Invalid);
    }

    private static void Refuse(ParseResult parsed, Command command, CliOutput output)
    {
        var path = CommandPath.Of(command);
        var help = $"`{path} --help` shows what it takes.";
        if (parsed.UnmatchedTokens is [var unknown, ..] && command.Subcommands.Count > 0)
        {
            var near = Candidates(command, unknown).Where(name => Distance(name, unknown) <= MostDistanceOfATypo).ToList();
            var meant = near.Count > 0 ? $"Did you mean {string.Join(" or ", near.Select(name => $"`{path} {name}`"))}? " : "";
            output.Error($"There is no `{path} {unknown}`.", unknown.StartsWith('-') ? help : meant + $"`{path} --help` lists the commands.");
            return;
        }

        foreach (var unmatched in parsed.UnmatchedTokens)
        {
            var near = Candidates(command, unmatched).Where(name => Distance(name, unmatched) <= MostDistanceOfATypo).ToList();
            output.Error($"`{path}` does not take '{unmatched}'.", near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : "");
        }

        foreach (var error in parsed.Errors.Where(error => !parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))))
        {
            output.Error(error.Message, "");
        }

        output.Note($"       {help}");
    }

    private static IEnumerable<string> Candidates(Command command, string word) => word.StartsWith('-')
        ? CommandPath.OptionsOf(command).Select(option => option.Name)
        : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
