using Twinyard.Cli.Api;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Profiles;

/// <summary>The client of a profile, with those that it assumes its role with.</summary>
internal static class ProfileConnection
{
    private const int LongestChain = 5;

    public static ApiClient Open(string name) => Open(ProfileFile.Read(), name, []);

    private static ApiClient Open(ProfileFile file, string name, IReadOnlyList<string> before)
    {
        if (before.Contains(name) || before.Count == LongestChain)
        {
            throw new CliError(ExitCodes.Invalid, $"The profiles {string.Join(", ", before)} and {name} name each other as source_profile, or are more than {LongestChain}.", $"Let one of them have a credential_file, in {file.Path}.");
        }

        var profile = file.Find(name);
        if (profile.Role is null)
        {
            var credential = profile.CredentialFile ?? (profile.Home is { } home ? Path.Combine(home, Credential.FileName) : null)
                ?? throw new CliError(ExitCodes.Invalid, $"The profile {name} in {file.Path} has no credential_file, home or role_arn.", "Make a credential file with `twinyard token create --user NAME --role ROLE --out FILE` and name it there.");
            return new ApiClient(Address(profile) ?? throw NoAddress(profile, file), new GivenToken(Credential.Read(credential).Token), profile.CaFile);
        }

        var source = Open(file, profile.Source!, [.. before, name]);
        var url = Address(profile) ?? source.Url;
        return new ApiClient(url, new AssumedSession(source, url, profile), profile.CaFile ?? source.Authorities);
    }

    private static string? Address(Profile profile) => profile.Url ?? (profile.Home is { } home
        ? RunningServer.Find(home)?.Url ?? throw new CliError(ExitCodes.Unreachable, $"No server is running on {home}, which the profile {profile.Name} names.", "Start it with `twinyard up`.")
        : null);

    private static CliError NoAddress(Profile profile, ProfileFile file) => new(ExitCodes.Invalid, $"The profile {profile.Name} in {file.Path} has neither url nor home.", "Name the server, such as url = http://127.0.0.1:7171.");
}
