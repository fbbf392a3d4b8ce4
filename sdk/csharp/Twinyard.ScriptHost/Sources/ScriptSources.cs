using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Twinyard.ScriptHost.Sources;

/// <summary>
/// A script and every file that it loads or references by path, found without the compiler. The directives are looked for line
/// by line; one in a comment counts too, which costs at most a compilation that was not needed.
/// </summary>
internal sealed partial class ScriptSources
{
    private readonly SortedDictionary<string, byte[]?> _files = new(StringComparer.Ordinal);

    private ScriptSources(string mainFile)
    {
        MainFile = mainFile;
        Folder = Path.GetDirectoryName(mainFile)!; // A file always lies in a folder.
    }

    public string MainFile { get; }

    /// <summary>The script's own folder; paths in errors, stacks and the cache's key are relative to it.</summary>
    public string Folder { get; }

    public string MainName => Path.GetFileName(MainFile);

    public byte[] MainContent => _files[MainName] ?? [];

    /// <summary>Assemblies that are referenced by path, as full paths.</summary>
    public IEnumerable<string> Assemblies =>
        _files.Where(file => file.Value is not null && file.Key.EndsWith(".dll", StringComparison.Ordinal)).Select(file => Path.GetFullPath(Path.Combine(Folder, file.Key)));

    public static ScriptSources Collect(string file)
    {
        var sources = new ScriptSources(Path.GetFullPath(file));
        sources.Add(sources.MainFile, isScript: true);
        return sources;
    }

    /// <summary>Equal for equal files at equal relative paths, wherever the folder lies.</summary>
    public string Hash(string salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{salt}\n{MainName}\n"));
        foreach (var (name, content) in _files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content?.Length ?? -1}\n"));
            hash.AppendData(content ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Add(string file, bool isScript)
    {
        var name = Path.GetRelativePath(Folder, file);
        if (_files.ContainsKey(name))
        {
            return;
        }

        var content = File.Exists(file) ? File.ReadAllBytes(file) : null;
        _files[name] = content;
        if (content is null || !isScript)
        {
            return;
        }

        foreach (Match match in Directives().Matches(Decode(content)))
        {
            Add(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)! /* as above */, match.Groups["path"].Value)), match.Groups["kind"].Value == "load");
        }
    }

    /// <summary>As the compiler reads it: a byte order mark tells the encoding and is no part of the text.</summary>
    private static string Decode(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // White space and line ends are those of C#, of which .NET's multi-line mode knows only one.
    [GeneratedRegex("""(?:^|[\r\u0085\u2028\u2029])[^\S\r\n]*#[^\S\r\n]*(?<kind>load|r)[^\S\r\n]*"(?<path>[^"\r\n]+)""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Directives();
}
