using System.Globalization;

namespace Twinyard.ScriptHost.Sources;

/// <summary>Where <c>#r "Name.dll"</c> is looked for beside the script's own folder: <c>lib/</c> of each layer, or the whole layer where it has none. The earlier ones count first.</summary>
internal sealed class LayerFolders
{
    /// <param name="variable">Of the environment; <c>TWINYARD_LAYERS</c> has the layers' folders.</param>
    public LayerFolders(Func<string, string?> variable) => Folders =
        [.. (variable("TWINYARD_LAYERS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(layer => Path.Combine(layer, "lib") is var lib && Directory.Exists(lib) ? lib : layer)];

    public IReadOnlyList<string> Folders { get; }

    /// <summary>Another text where the assemblies are others. Name, length and time: reading them for each run would cost more than it tells, and a layer's folder has its content's hash in its name.</summary>
    public string Version => string.Join(';', Folders.SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*.dll").OrderBy(file => file.Name, StringComparer.Ordinal).Prepend(null).Select(file =>
        file is null ? folder : string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"))));
}
