using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Workflows.Records;

/// <summary>The digests of an output folder's files; <c>result.json</c> is in the run's own row.</summary>
internal static class OutputDigests
{
    /// <summary>Files that are kept of a run; further ones are counted.</summary>
    public const int MaximumFiles = 1000;

    /// <summary>Largest file whose content is kept beside its hash, in bytes.</summary>
    public const int MaximumText = 4 * 1024;

    private const int MaximumTexts = 16 * 1024;
    private const string Result = "result.json";

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <returns>By path, and how many were left out.</returns>
    public static async Task<(IReadOnlyList<RunOutputDigest> Files, int LeftOut)> OfAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", Everything)
            .Select(file => (File: file, Path: Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/')))
            .Where(file => file.Path != Result)
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        var digests = new List<RunOutputDigest>();
        var texts = 0;
        foreach (var (file, path) in files.Take(MaximumFiles))
        {
            var keep = path.EndsWith("json", StringComparison.Ordinal) && file.Length <= Math.Min(MaximumText, MaximumTexts - texts);
            if (await TryOfAsync(file, path, keep, cancellationToken) is { } digest)
            {
                texts += digest.Text is null ? 0 : (int)digest.Size;
                digests.Add(digest);
            }
        }

        return (digests, files.Count - digests.Count);
    }

    // What cannot be read is refused when it is staged, with its reason, where it is an output at all.
    private static async Task<RunOutputDigest?> TryOfAsync(FileInfo file, string path, bool keep, CancellationToken cancellationToken)
    {
        try
        {
            return await OfAsync(file, path, keep, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<RunOutputDigest> OfAsync(FileInfo file, string path, bool keep, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var rows = path.EndsWith(".ndjson", StringComparison.Ordinal) ? new RowsDigest() : null;
        using var text = keep ? new MemoryStream() : null;
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        var size = 0L;
        try
        {
            // An empty file may be a pipe, which would be waited for.
            await using var content = file.Length == 0 ? Stream.Null : file.OpenRead();
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                size += read;
                hash.AppendData(buffer, 0, read);
                rows?.Append(buffer.AsSpan(0, read));
                text?.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var rowsHash = rows?.Finish();
        return new RunOutputDigest(path, size, Convert.ToHexStringLower(hash.GetHashAndReset()), rows?.Rows, rowsHash, text is null ? null : Encoding.UTF8.GetString(text.ToArray()));
    }
}
