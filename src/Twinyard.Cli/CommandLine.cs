using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Twinyard.Cli.Commands;
using Twinyard.Cli.Output;

namespace Twinyard.Cli;

/// <summary>From the words of a command line to an exit code. A line that is not understood is answered here.</summary>
internal static partial class CommandLine
{
    private const int MostDistanceOfATypo = 2;

    public static Task<int> RunAsync(IReadOnlyList<string> words, InvocationConfiguration configuration)
    {
        var root = RootCommands.Build();
        // @FILE is the value of an option such as --input, not a file of more words.
        var parsed = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var output = new CliOutput(false, configuration.Output, configuration.Error);
        if (!words.Contains("--") && MistakenOption(parsed) is { } mistaken)
        {
            var near = Candidates(parsed.CommandResult.Command, mistaken).Where(name => Distance(name, mistaken) <= MostDistanceOfATypo).ToList();
            output.Error(
                $"`{CommandPath.Of(parsed.CommandResult.Command)}` has no option {mistaken}.",
                near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : "Write -- in front of a value that begins with a dash.");
            return Task.FromResult(ExitCodes.Invalid);
        }

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

        Refuse(parsed, command, output);
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
            output.Error(Readable(error.Message), "");
        }

        output.Note($"       {help}");
    }

    /// <summary>A mistyped option would pass for an argument.</summary>
    private static string? MistakenOption(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>()
        .SelectMany(argument => argument.Tokens)
        .Select(token => token.Value)
        .Concat(parsed.UnmatchedTokens)
        .FirstOrDefault(value => OptionName().IsMatch(value));

    [GeneratedRegex("^--[a-z][a-z-]*$")]
    private static partial Regex OptionName();

    private static string Readable(string message) => CannotParse().Match(message) is { Success: true } match
        ? $"'{match.Groups["value"].Value}'{(match.Groups["option"].Success ? $" for {match.Groups["option"].Value}" : "")} is not a {(match.Groups["type"].Value is "Int32" or "Int64" ? "whole number" : match.Groups["type"].Value.StartsWith("DateTime", StringComparison.Ordinal) ? "time, such as 2027-01-31T06:00:00Z" : "number")}."
        : message;

    // The parser's own sentence names a type of the programming language.
    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option '(?<option>[^']*)'|command '[^']*') as expected type 'System\.(?:Nullable`1\[System\.)?(?<type>\w+)\]?'")]
    private static partial Regex CannotParse();

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
