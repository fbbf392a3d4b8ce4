using System.Globalization;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary>Reads a backup from its first byte to its last, and compares it with its manifest.</summary>
public static class BackupVerification
{
    private const int MostNamed = 20;

    /// <returns>The manifest of a whole backup; else what is missing, changed or too much.</returns>
    public static async Task<Result<BackupManifest>> VerifyAsync(string folder, BackupProgress progress, CancellationToken cancellationToken)
    {
        var read = BackupManifest.Read(folder);
        if (!read.IsOk)
        {
            return read;
        }

        var problems = new List<string>();
        foreach (var entry in read.Value.Files)
        {
            if (await ProblemAsync(folder, entry, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }

            progress.Add(entry.Size);
        }

        var known = read.Value.Files.Select(file => file.Path).Append(BackupManifest.FileName).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(Paths(folder).Where(path => !known.Contains(path)).Select(path => $"{path} is not in the manifest."));
        if (problems.Count == 0 && await SqliteDatabase.ProblemAsync(Path.Combine(folder, "state.db"), cancellationToken) is { } damage)
        {
            problems.Add($"state.db is damaged: {damage}");
        }

        return problems.Count == 0 ? read : new InvalidError("backup-damaged", Text(folder, problems), "Take another backup, or restore an older one.");
    }

    private static async Task<string?> ProblemAsync(string folder, BackupEntry entry, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(folder, entry.Path));
        if (entry.Link is not null)
        {
            return file.LinkTarget == entry.Link ? null : $"{entry.Path} does not lead to {entry.Link}.";
        }

        if (!file.Exists || file.LinkTarget is not null)
        {
            return $"{entry.Path} is missing.";
        }

        if (file.Length != entry.Size)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{entry.Path} has {file.Length:N0} bytes, and had {entry.Size:N0}.");
        }

        return (await BackupFiles.OfAsync(file.FullName, entry.Path, cancellationToken)).Sha256 == entry.Sha256 ? null : $"{entry.Path} has another content.";
    }

    private static IEnumerable<string> Paths(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));

    private static string Text(string folder, IReadOnlyList<string> problems) =>
        $"The backup {folder} is not whole. {string.Join(' ', problems.Take(MostNamed))}{(problems.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" And {problems.Count - MostNamed:N0} more.") : "")}";
}
