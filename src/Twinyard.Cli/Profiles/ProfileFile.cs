using System.Globalization;
using Microsoft.Extensions.Configuration;
using Twinyard.Platform.Manifests;

namespace Twinyard.Cli.Profiles;

/// <summary>
/// The profiles of a person: sections <c>[profile NAME]</c> and <c>[default]</c> of <c>~/.twinyard/config</c>, or of the file in <c>TWINYARD_CONFIG_FILE</c>, with the keys that the
/// configuration files of cloud SDKs have.
/// </summary>
internal sealed class ProfileFile
{
    private const string Prefix = "profile ";
    private const string Default = "default";
    private static readonly string[] Known = ["url", "home", "ca_file", "credential_file", "role_arn", "source_profile", "role_session_name", "external_id", "duration_seconds"];

    private readonly Dictionary<string, Profile> _profiles;

    private ProfileFile(string path, Dictionary<string, Profile> profiles) => (Path, _profiles) = (path, profiles);

    /// <summary>A person's own folder, for the file and for sessions.</summary>
    public static string Folder => System.IO.Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".twinyard");

    public string Path { get; }

    public IEnumerable<Profile> Profiles => _profiles.Values.OrderBy(profile => profile.Name, StringComparer.Ordinal);

    /// <exception cref="CliError">It cannot be read, or says something that is not understood.</exception>
    public static ProfileFile Read() =>
        Read(System.IO.Path.GetFullPath(System.Environment.GetEnvironmentVariable("TWINYARD_CONFIG_FILE") ?? System.IO.Path.Combine(Folder, "config")));

    internal static ProfileFile Read(string path)
    {
        if (!File.Exists(path))
        {
            return new ProfileFile(path, []);
        }

        try
        {
            using var stream = File.OpenRead(path);
            var sections = new ConfigurationBuilder().AddIniStream(stream).Build().GetChildren();
            return new ProfileFile(path, sections.Select(section => Parse(path, section)).ToDictionary(profile => profile.Name, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, e.Message);
        }
    }

    public Profile Find(string name) => _profiles.GetValueOrDefault(name)
        ?? throw new CliError(ExitCodes.NotFound, $"There is no profile {name} in {Path}.{Suggestion.For(name, [.. _profiles.Keys])}", $"Write a section [{Prefix}{name}] with url and credential_file, or with role_arn and source_profile.");

    private static Profile Parse(string path, IConfigurationSection section)
    {
        var name = section.Key == Default ? Default : section.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? section.Key[Prefix.Length..].Trim() : null;
        if (name is not { Length: > 0 })
        {
            throw Invalid(path, $"[{section.Key}] is no profile's section: write [{Prefix}NAME] or [{Default}].");
        }

        if (section.GetChildren().FirstOrDefault(key => !Known.Contains(key.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Invalid(path, $"[{section.Key}] has the key {unknown.Key}, which is not known.{Suggestion.For(unknown.Key, Known)}");
        }

        var role = section["role_arn"] is { } text ? RoleName.Parse(text) ?? throw Invalid(path, $"[{section.Key}] has the role_arn {text}, and tyr:ENVIRONMENT:access:role/NAME is expected.") : null;
        var url = section["url"];
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            throw Invalid(path, $"[{section.Key}] has the url {url}, which is no address of a server.");
        }

        if (role is null != (section["source_profile"] is null))
        {
            throw Invalid(path, $"[{section.Key}] needs both role_arn and source_profile, or neither.");
        }

        long seconds = 0;
        if (section["duration_seconds"] is { } duration && !long.TryParse(duration, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
        {
            throw Invalid(path, $"[{section.Key}] has the duration_seconds {duration}, which is no number.");
        }

        return new Profile(
            name, url, Local(path, section["home"]), Local(path, section["ca_file"]), Local(path, section["credential_file"]), role, section["source_profile"], section["role_session_name"], section["external_id"], seconds == 0 ? null : seconds);
    }

    /// <summary>As seen from the file; <c>~</c> is the person's folder.</summary>
    private static string? Local(string file, string? path) => path switch
    {
        null => null,
        ['~', '/', .. var rest] => System.IO.Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), rest),
        _ => System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(file)!),
    };

    private static CliError Invalid(string path, string message) => new(ExitCodes.Invalid, $"{path} cannot be used: {message}", "`twinyard profile list` shows what is understood.");
}
