using System.Text.Json;

namespace Twinyard.Sdk.Outputs;

/// <summary>
/// The run's output folder, in the layout of <c>docs/reference/run-outputs.md</c>. Nothing in it takes effect before the script
/// has ended well; then all of it does.
/// </summary>
internal sealed class OutputFolder(string root)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private int _reports;

    public void Append(string file, object line) => AppendAll(file, [line]);

    public void AppendAll(string file, IEnumerable<object> lines)
    {
        using var stream = new FileStream(Prepare(file), FileMode.Append, FileAccess.Write);
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(stream, line, line.GetType(), SdkJson.Options);
            stream.Write(LineEnd);
        }
    }

    public void Write(string file, byte[] content) => File.WriteAllBytes(Prepare(file), content);

    public void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Prepare(Path.Combine(to, Path.GetRelativePath(from, file))), overwrite: true);
        }
    }

    /// <summary>Folder of the next report: <c>reports/1</c>, <c>reports/2</c>, …</summary>
    public string NextReport() => $"reports/{++_reports}";

    /// <summary>The full path of a file whose folder now exists. A name that leads out of the output folder is refused.</summary>
    private string Prepare(string file)
    {
        var path = Path.GetFullPath(Path.Combine(root, file));
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new TwinyardException($"{file} would lie outside the output folder. Use a name without \"..\".");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)! /* below the root */);
        return path;
    }
}
