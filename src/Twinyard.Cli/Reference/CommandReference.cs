using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Twinyard.Cli.Reference;

/// <summary>Writes <c>docs/reference/cli.md</c> from the tree of commands.</summary>
internal static class CommandReference
{
    public const string WrittenWith = "twinyard reference > docs/reference/cli.md";

    public static string Write(RootCommand root)
    {
        var text = new StringBuilder(CommandReferenceText.Preamble);
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
        {
            text.Append($"\n## {command.Name}\n");
            if (command.Subcommands.Count > 0)
            {
                text.Append($"\n{command.Description}.\n");
            }

            foreach (var leaf in CommandPath.Leaves(command))
            {
                Describe(text, leaf, leaf == command);
            }
        }

        return text.ToString();
    }

    private static void Describe(StringBuilder text, Command command, bool isGroup)
    {
        if (!isGroup)
        {
            text.Append($"\n### {CommandPath.Of(command)[(CommandPath.Program.Length + 1)..]}\n");
        }

        text.Append($"\n{command.Description}.\n\n```sh\n{CommandExamples.Of(command)}\n```\n");
        var arguments = command.Arguments.Where(argument => !argument.Hidden).Select(argument => (Name: NameOf(argument), argument.Description));
        var options = command.Options.Where(option => !option.Hidden && option is not HelpOption).Select(option => (Name: NameOf(option), Description: option.Required ? $"{option.Description} (required)" : option.Description));
        var rows = arguments.Concat(options).ToList();
        if (rows.Count > 0)
        {
            text.Append("\n| | |\n|---|---|\n");
            rows.ForEach(row => text.Append($"| `{row.Name.Replace("|", "\\|", StringComparison.Ordinal)}` | {Cell(row.Description)} |\n"));
        }
    }

    private static string NameOf(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : $"<{argument.Name}>";

    private static string NameOf(Option option) =>
        string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name)) + (option.HelpName is { } value ? $" {value}" : "");

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
