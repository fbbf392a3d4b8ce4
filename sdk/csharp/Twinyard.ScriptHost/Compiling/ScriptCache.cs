using Twinyard.ScriptHost.Sources;

namespace Twinyard.ScriptHost.Compiling;

/// <summary>
/// Compiled scripts by content: of the script, of what it loads, of the SDK and the layers it was compiled against. Bounded: beyond
/// <see cref="Capacity"/> the ones that were not used for the longest time go.
/// </summary>
internal sealed class ScriptCache(string folder, string sdkFolder, LayerFolders layers)
{
    /// <value>200 scripts, about 10 KiB each.</value>
    public const int Capacity = 200;

    /// <summary>
    /// The folder <c>TWINYARD_CACHE</c>; outside a run, one below this user's own cache folder. Never one at a known name in the
    /// temporary folder, where another user could put code that this one would run.
    /// </summary>
    public static ScriptCache FromVariables(Func<string, string?> variable) =>
        new(variable("TWINYARD_CACHE") ?? Path.Combine(UserCache(variable), "twinyard", "scripts"), AppContext.BaseDirectory, new LayerFolders(variable));

    /// <returns>The compiled assembly; null when the script has to be compiled.</returns>
    public string? Find(ScriptSources sources)
    {
        var file = FileOf(sources);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            File.SetLastAccessTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that may only be read still serves.
        }

        return file;
    }

    /// <summary>Stores an assembly whole: another process sees all of it or nothing. Where the cache cannot be written, it lies in a folder of this run.</summary>
    public string Put(ScriptSources sources, ReadOnlySpan<byte> assembly)
    {
        var file = FileOf(sources);
        var temporary = $"{file}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, assembly);
            File.Move(temporary, file, overwrite: true);
            Trim();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file = Path.Combine(Directory.CreateTempSubdirectory("twinyard-script-").FullName, "script.dll");
            File.WriteAllBytes(file, assembly);
            return file;
        }
    }

    private static string UserCache(Func<string, string?> variable) =>
        variable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
        : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache")
        : Directory.CreateTempSubdirectory("twinyard-cache-").FullName;

    private void Trim()
    {
        var surplus = new DirectoryInfo(folder).EnumerateFiles("*.dll").OrderByDescending(file => file.LastAccessTimeUtc).Skip(Capacity);
        foreach (var file in surplus)
        {
            file.Delete();
        }
    }

    private string FileOf(ScriptSources sources) => Path.Combine(folder, sources.Hash(layers.Folders.Count == 0 ? SdkVersion() : $"{SdkVersion()}\n{layers.Version}") + ".dll");

    // Name, length and time of the product's assemblies: reading their content for each run would cost more than it tells.
    private string SdkVersion() =>
        string.Join(';', new DirectoryInfo(sdkFolder).EnumerateFiles("*winyard*.dll")
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
}
