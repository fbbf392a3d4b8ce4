using System.Text;

namespace Twinyard.Repositories.Trees;

/// <summary>
/// Which paths lie where they say on every system: none that git or a file system takes for another, and none that Windows has taken for devices
/// (Microsoft, "Naming Files, Paths, and Namespaces"). The hook of a push has the same rules in <c>tree-rules.awk</c>.
/// </summary>
internal sealed class PathRules
{
    private const int LongestPath = 4096;
    private const int LongestName = 255;
    private const string NotInNames = "<>:\"|?*\\";

    // Folders too: "A/x" and "a/y" are in the same folder where case does not count.
    private readonly Dictionary<string, string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>What is wrong with the next path of a tree; null where nothing is.</returns>
    public string? Check(string path)
    {
        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "The file's name is not UTF-8.";
        }

        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            return $"The path has more than {LongestPath:N0} bytes.";
        }

        return path.Split('/').Select(CheckName).FirstOrDefault(complaint => complaint is not null) ?? CheckCase(path);
    }

    private static string? CheckName(string name)
    {
        if (name is "" or "." or ".." || name.Equals(".git", StringComparison.OrdinalIgnoreCase) || name.Equals("git~1", StringComparison.OrdinalIgnoreCase))
        {
            return $"A path may not hold '{name}'.";
        }

        if (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            return $"A name has more than {LongestName} bytes.";
        }

        if (name.Any(c => c < ' ' || NotInNames.Contains(c, StringComparison.Ordinal)))
        {
            return $"The name '{name}' holds a character that Windows does not take.";
        }

        if (name[^1] is '.' or ' ')
        {
            return $"The name '{name}' ends with a dot or a space, which Windows leaves out.";
        }

        return IsDevice(name.Split('.')[0].TrimEnd()) ? $"The name '{name}' is a device's on Windows." : null;
    }

    private static bool IsDevice(string stem) => stem.ToUpperInvariant() switch
    {
        "CON" or "PRN" or "AUX" or "NUL" => true,
        ['C', 'O', 'M', >= '1' and <= '9'] or ['L', 'P', 'T', >= '1' and <= '9'] => true,
        _ => false,
    };

    private string? CheckCase(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            var prefix = end < 0 ? path : path[..end];
            if (!_seen.TryAdd(prefix, prefix) && _seen[prefix] != prefix)
            {
                return $"'{prefix}' and '{_seen[prefix]}' are the same where case does not count.";
            }

            if (end < 0)
            {
                return null;
            }
        }
    }
}
