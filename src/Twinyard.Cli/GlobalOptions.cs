using System.CommandLine;

namespace Twinyard.Cli;

/// <summary>Options that every command understands.</summary>
public static class GlobalOptions
{
    public static Option<string?> Home { get; } = new("--home")
    {
        Description = "Data directory of the environment (default: TWINYARD_HOME, else .twinyard in the current folder)",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<string?> Profile { get; } = new("--profile")
    {
        Description = "Profile of ~/.twinyard/config that names server, credential and role (default: TWINYARD_PROFILE)",
        HelpName = "NAME",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON for programs instead of tables for people",
        Recursive = true,
    };

    public static Option<string?> Credential { get; } = new("--credential")
    {
        Description = "Credential file to act with (default: TWINYARD_TOKEN, else the owner's in the data directory)",
        HelpName = "FILE",
        Recursive = true,
    };
}
