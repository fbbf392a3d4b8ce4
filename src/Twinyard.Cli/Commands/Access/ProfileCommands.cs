using System.CommandLine;
using Twinyard.Cli.Profiles;

namespace Twinyard.Cli.Commands.Access;

internal static class ProfileCommands
{
    public static Command Build() => new("profile", "See the profiles that --profile takes")
    {
        new Command("list", "List the profiles of ~/.twinyard/config").Does(ListAsync),
    };

    private static Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var file = ProfileFile.Read();
        call.Out.Result(file.Profiles.Select(profile => new ListedProfile(profile.Name, profile.Url ?? profile.Home, profile.Role?.ToString(), profile.Source)).ToArray(), profiles => call.Out.Table(
            profiles,
            $"There are no profiles in {file.Path}.",
            ("NAME", profile => profile.Name),
            ("SERVER", profile => profile.Server ?? "that of its source"),
            ("ROLE", profile => profile.Role),
            ("SOURCE", profile => profile.Source)));
        return Task.CompletedTask;
    }

    /// <param name="Server">Its address, or the data directory of one on this machine.</param>
    private sealed record ListedProfile(string Name, string? Server, string? Role, string? Source);
}
