using System.CommandLine;
using System.Text.RegularExpressions;
using Twinyard.Cli.Commands;
using Twinyard.Cli.Reference;

namespace Twinyard.Cli.Tests;

/// <summary>What documents, error messages and the console tell people to type exists.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public async Task Reference_IsWhatTheCommandsSay()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "reference", "cli.md"));

        page.ShouldBe(CommandReference.Write(RootCommands.Build()), $"The page is out of date. Write it again: {CommandReference.WrittenWith}");
    }

    [Fact]
    public void EveryCommand_HasAnExample() =>
        CommandPath.Leaves(RootCommands.Build()).Where(command => CommandExamples.Of(command) is null).Select(CommandPath.Of).ShouldBeEmpty();

    [Fact]
    public void EveryCommandArgumentAndOption_IsDescribedInOneStyle()
    {
        foreach (var command in CommandPath.Leaves(RootCommands.Build()))
        {
            var texts = command.Arguments.Select(argument => (argument.Name, argument.Description))
                .Concat(command.Options.Select(option => (option.Name, option.Description)))
                .Append((Name: "itself", command.Description));
            foreach (var (name, text) in texts)
            {
                text.ShouldNotBeNullOrEmpty($"{CommandPath.Of(command)}: {name}");
                text.ShouldNotEndWith(".", customMessage: $"{CommandPath.Of(command)}: {name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_IsUnderstood(string line) =>
        RootCommands.Build().Parse(Words(line), new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors.Select(error => error.Message).ShouldBeEmpty();

    [Fact]
    public void CommandsThatTextsName_Exist()
    {
        var root = RootCommands.Build();
        var files = new[] { "docs", "src", "examples" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Append(Path.Combine(Root, "README.md"))
            .Where(file => Path.GetExtension(file) is ".md" or ".cs" or ".razor" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

        var mentions = files.SelectMany(file => Mention().Matches(File.ReadAllText(file))
            .Select(match => (File: Path.GetRelativePath(Root, file), Words: match.Groups["words"].Value))).ToList();

        mentions.Count.ShouldBeGreaterThan(100);
        mentions.Where(mention => Mistake(root, mention.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is not null)
            .Select(mention => $"{mention.File}: twinyard {mention.Words}")
            .ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string>> Examples() => CommandExamples.All.Select(line => new TheoryDataRow<string>(line));

    private static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    // In code after a backtick or at the start of a string, and at the start of a line in a document's shell block.
    [GeneratedRegex("""(?:[`"]|^|; )(?:\./)?twinyard (?<words>[a-z][^`"\n#;|]*)""", RegexOptions.Multiline)]
    private static partial Regex Mention();

    /// <returns>The word that is neither a command nor an option of one; null when all are known.</returns>
    private static string? Mistake(Command command, IReadOnlyList<string> words)
    {
        if (words is ["test" or "bench" or "chaos", ..])
        {
            return null; // The launcher's own.
        }

        foreach (var word in words)
        {
            if (command.Subcommands.Count > 0)
            {
                if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is not { } next)
                {
                    return word;
                }

                command = next;
            }
            else if (OptionName().Match(word) is { Success: true } option
                && option.Groups["name"].Value != "--help"
                && !CommandPath.OptionsOf(command).Any(known => known.Name == option.Groups["name"].Value))
            {
                return word;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\[?(?<name>--[a-z][a-z-]*)")]
    private static partial Regex OptionName();

    // As a shell would, as far as the examples go: quotes hold words together.
    private static IReadOnlyList<string> Words(string line) =>
        [.. Word().Matches(line).Skip(1).Select(match => match.Value.Trim('\'', '"'))];

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "Twinyard.slnx"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root is not above the tests."));
}
