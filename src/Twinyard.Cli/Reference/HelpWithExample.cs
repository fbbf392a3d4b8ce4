using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Twinyard.Cli.Reference;

/// <summary>The help text of a command, and below it how somebody would type it.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (CommandExamples.Of(parseResult.CommandResult.Command) is { } example && parseResult.CommandResult.Command.Subcommands.Count == 0)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:{Environment.NewLine}  {example}{Environment.NewLine}");
        }

        return exitCode;
    }

    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = option.Action is HelpAction action ? new HelpWithExample(action) : option.Action;
        }
    }
}
