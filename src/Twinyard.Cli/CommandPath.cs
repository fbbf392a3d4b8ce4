using System.CommandLine;

namespace Twinyard.Cli;

/// <summary>Where a command stands in the tree.</summary>
internal static class CommandPath
{
    public const string Program = "twinyard";

    /// <summary>As it is typed: <c>twinyard workflow run</c>.</summary>
    public static string Of(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Of(parent)} {command.Name}" : Program;

    /// <summary>Its own options and those of all commands.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat([GlobalOptions.Home, GlobalOptions.Json, GlobalOptions.Credential]).Distinct();

    /// <summary>All commands that do something, in the order of the help text.</summary>
    public static IEnumerable<Command> Leaves(Command command) => command.Hidden ? []
        : command.Subcommands.Count == 0 ? [command]
        : command.Subcommands.SelectMany(Leaves);
}
