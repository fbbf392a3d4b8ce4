namespace Twinyard.Twins.Layers;

/// <summary>A layer as it lies on this machine, to be read only.</summary>
internal sealed record LaidOutLayer(LayerReference Reference, string Hash, string Folder)
{
    /// <summary>What Python finds packages in: <c>python/</c>, and where there is none the whole layer.</summary>
    public string Python => Sub("python") ?? Folder;

    /// <summary>Where <c>#r "Name.dll"</c> of a script finds assemblies: <c>lib/</c>, and where there is none the whole layer.</summary>
    public string Assemblies => Sub("lib") ?? Folder;

    /// <summary><c>bin/</c>, whose programs are found before the machine's; null where there is none.</summary>
    public string? Programs => Sub("bin");

    private string? Sub(string name) => Path.Combine(Folder, name) is var path && Directory.Exists(path) ? path : null;
}
