using System.Text;
using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Twins.Secrets;

/// <summary>
/// Masks what a run has put into its output folder for others to see: result, outputs for other steps, events, metrics, evaluations, rows and reports. Objects and models are content
/// that only the script knows how to read, and stay as they are.
/// </summary>
internal static class MaskedOutputs
{
    /// <summary>In bytes. Beyond that JSON is masked as any text, so that it need not be in memory at once.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    private const int Part = 64 * 1024;

    private static readonly string[] Untouched = ["objects", "models"];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A link leads to what is not the run's.
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <exception cref="IOException">A file cannot be read or replaced.</exception>
    public static async Task ApplyAsync(string folder, SecretMask mask, CancellationToken cancellationToken)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", Everything)
            .Where(file => !Untouched.Contains(Path.GetRelativePath(folder, file.FullName).Split(Path.DirectorySeparatorChar)[0]) && file.Length > 0)
            .ToList();
        foreach (var file in files)
        {
            await ApplyAsync(file, mask, cancellationToken);
        }
    }

    private static async Task ApplyAsync(FileInfo file, SecretMask mask, CancellationToken cancellationToken)
    {
        var masked = Path.Combine(file.DirectoryName ?? "", Path.GetRandomFileName());
        var isLong = await LongestLineAsync(file, cancellationToken) > LongestLine;
        bool changed;
        using (var reader = new StreamReader(file.FullName, Utf8))
        await using (var writer = new StreamWriter(masked, append: false, Utf8))
        {
            changed = file.Extension switch
            {
                ".ndjson" when !isLong => await LinesAsync(reader, writer, mask, cancellationToken),
                ".json" when !isLong && file.Length <= LongestLine => await WholeAsync(reader, writer, mask, cancellationToken),
                _ => await TextAsync(reader, writer, mask, cancellationToken),
            };
        }

        if (changed)
        {
            File.Move(masked, file.FullName, overwrite: true);
        }
        else
        {
            File.Delete(masked);
        }
    }

    private static async Task<long> LongestLineAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var part = new byte[Part];
        var (longest, current) = (0L, 0L);
        await using var content = file.OpenRead();
        int count;
        while ((count = await content.ReadAsync(part, cancellationToken)) > 0)
        {
            var rest = part.AsSpan(0, count);
            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                longest = Math.Max(longest, current + end);
                current = 0;
                rest = rest[(end + 1)..];
            }

            current += rest.Length;
        }

        return Math.Max(longest, current);
    }

    private static async Task<bool> LinesAsync(StreamReader reader, StreamWriter writer, SecretMask mask, CancellationToken cancellationToken)
    {
        var changed = false;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var masked = MaskedJson.Apply(line, mask);
            changed |= !ReferenceEquals(masked, line);
            await writer.WriteAsync(masked.AsMemory(), cancellationToken);
            await writer.WriteAsync('\n');
        }

        return changed;
    }

    private static async Task<bool> WholeAsync(StreamReader reader, StreamWriter writer, SecretMask mask, CancellationToken cancellationToken)
    {
        var json = await reader.ReadToEndAsync(cancellationToken);
        var masked = MaskedJson.Apply(json, mask);
        await writer.WriteAsync(masked.AsMemory(), cancellationToken);
        return !ReferenceEquals(masked, json);
    }

    // A cover is shorter than any value, so whether there was one shows in the length.
    private static async Task<bool> TextAsync(StreamReader reader, StreamWriter writer, SecretMask mask, CancellationToken cancellationToken)
    {
        var (read, written) = (0L, 0L);
        var text = new MaskedText(mask);
        var ready = new StringBuilder();
        var part = new char[Part];
        int count;
        while ((count = await reader.ReadAsync(part, cancellationToken)) > 0)
        {
            read += count;
            text.Write(part.AsSpan(0, count), ready);
            written += await WriteAsync(ready, writer, cancellationToken);
        }

        text.Finish(ready);
        written += await WriteAsync(ready, writer, cancellationToken);
        return read != written;
    }

    private static async Task<int> WriteAsync(StringBuilder ready, StreamWriter writer, CancellationToken cancellationToken)
    {
        var length = ready.Length;
        await writer.WriteAsync(ready, cancellationToken);
        ready.Clear();
        return length;
    }
}
