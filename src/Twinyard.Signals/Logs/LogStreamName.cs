using System.Text.RegularExpressions;

namespace Twinyard.Signals.Logs;

/// <summary>
/// A stream's name is its file's path: <c>run/0198…</c> is <c>logs/run/0198….ndjson</c>. Two to four parts of letters, digits,
/// <c>-</c>, <c>_</c>, <c>.</c>, none beginning with a dot, so that no name leads out of the folder.
/// </summary>
internal static partial class LogStreamName
{
    public const string Extension = ".ndjson";

    public static bool IsValid(string stream) => Valid().IsMatch(stream);

    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static string ToPath(string folder, string stream) =>
        IsValid(stream)
            ? Path.Combine(folder, stream.Replace('/', Path.DirectorySeparatorChar)) + Extension
            : throw new ArgumentException($"'{stream}' is not the name of a log stream: kind/name, of letters, digits, '-', '_' and '.'.", nameof(stream));

    public static string FromPath(string folder, string path) =>
        Path.GetRelativePath(folder, path)[..^Extension.Length].Replace(Path.DirectorySeparatorChar, '/');

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,3}\z")]
    private static partial Regex Valid();
}
