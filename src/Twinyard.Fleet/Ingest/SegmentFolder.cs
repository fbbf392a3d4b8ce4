using System.Globalization;

namespace Twinyard.Fleet.Ingest;

/// <summary>The folder of segments: <c>segment-000000000001.log</c>, numbered upwards, never renumbered.</summary>
internal sealed class SegmentFolder(string path)
{
    private const string Prefix = "segment-";
    private const string Suffix = ".log";

    public string Path { get; } = path;

    /// <summary>Where copies of damaged segments are kept for a person to look at.</summary>
    public string Quarantine => System.IO.Path.Combine(Path, "quarantine");

    public string FileOf(long segment) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{segment:D12}{Suffix}"));

    /// <summary>Numbers of the segments that are there, rising.</summary>
    public IReadOnlyList<long> List() =>
        [.. Directory.EnumerateFiles(Path, Prefix + "*" + Suffix).Select(NumberOf).Where(number => number > 0).Order()];

    public long SizeOf(long segment)
    {
        var file = new FileInfo(FileOf(segment));
        return file.Exists ? file.Length : 0;
    }

    private static long NumberOf(string file)
    {
        var name = System.IO.Path.GetFileName(file);
        return long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
