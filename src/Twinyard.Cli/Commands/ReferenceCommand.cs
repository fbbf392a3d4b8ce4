using System.CommandLine;
using Twinyard.Cli.Reference;

namespace Twinyard.Cli.Commands;

/// <summary>For whoever changes commands: writes the reference page.</summary>
internal static class ReferenceCommand
{
    public static Command Build() => new Command("reference", "Write docs/reference/cli.md") { Hidden = true }.Does((call, _) =>
    {
        call.Parsed.InvocationConfiguration.Output.Write(CommandReference.Write(RootCommands.Build()));
        return Task.FromResult(ExitCodes.Done);
    });
}
