using System.Globalization;

namespace Twinyard.Repositories.Git;

/// <summary>
/// The whole environment of every git process: nothing of the server's user or machine decides what git does. Settings come
/// with the process and not from the repository's own file, so that a new version of the server changes them everywhere.
/// </summary>
internal static class GitEnvironment
{
    public static Dictionary<string, string> For(string home, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = home,
            ["LC_ALL"] = "C.UTF-8",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_CONFIG_COUNT"] = settings.Count.ToString(CultureInfo.InvariantCulture),
        };
        for (var i = 0; i < settings.Count; i++)
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}")] = settings[i].Key;
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}")] = settings[i].Value;
        }

        return variables;
    }
}
