using System.Globalization;
using Twinyard.Contracts.Repositories;

namespace Twinyard.Repositories.Git;

/// <summary>Commits and differences, for people.</summary>
internal static class GitHistory
{
    // git knows the empty tree by this id in every repository.
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private const int MaximumList = 1024 * 1024;

    /// <param name="from">Commits reachable from here are left out; empty for none.</param>
    public static async Task<IReadOnlyList<CommitSummary>> LogAsync(
        this GitRepository repository, string from, string to, int skip, int limit, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "log", "-z", "--format=%H%n%an <%ae>%n%at%n%s", $"--skip={skip.ToString(CultureInfo.InvariantCulture)}",
            $"--max-count={limit.ToString(CultureInfo.InvariantCulture)}", to, .. from.Length == 0 ? Array.Empty<string>() : [$"^{from}"], "--",
        ];
        var output = await repository.RequireAsync(arguments, cancellationToken);
        return [.. output.Parts.Select(ToCommit)];
    }

    /// <summary>Every commit of <paramref name="to"/> that <paramref name="from"/> does not have.</summary>
    public static async Task<IReadOnlyList<string>> CommitsAsync(this GitRepository repository, string from, string to, CancellationToken cancellationToken)
    {
        var output = await repository.RequireAsync(["rev-list", to, .. from.Length == 0 ? Array.Empty<string>() : [$"^{from}"], "--"], cancellationToken);
        return output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <param name="from">The commit to compare with; the difference starts where the two histories part. Empty for an empty tree.</param>
    public static async Task<ProposalDiff> DiffAsync(this GitRepository repository, string from, string to, int maximumBytes, CancellationToken cancellationToken)
    {
        var start = EmptyTree;
        if (from.Length > 0)
        {
            var fork = await repository.RunAsync(["merge-base", from, to], cancellationToken);
            start = fork.IsOk ? fork.Line : from;
        }

        // A tree may unpack to more files than can be listed; then the list is cut as the text is.
        var files = await repository.RequireAsync(["diff", "-z", "--numstat", "--no-renames", start, to, "--"], MaximumList, cancellationToken);
        var text = await repository.RunAsync(["diff", "--no-color", "--no-ext-diff", "--no-textconv", start, to, "--"], maximumBytes, cancellationToken);
        return new ProposalDiff([.. (files.IsTruncated ? files.Parts[..^1] : files.Parts).Select(ToFile)], text.Text, text.IsTruncated || files.IsTruncated);
    }

    private static CommitSummary ToCommit(string part)
    {
        var lines = part.Split('\n', 4);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(lines[2], CultureInfo.InvariantCulture));
        return new CommitSummary(lines[0], lines[1], at, lines[3]);
    }

    private static FileChange ToFile(string part)
    {
        var fields = part.Split('\t', 3);
        return new FileChange(fields[2], Count(fields[0]), Count(fields[1]));
    }

    // git writes '-' for a binary file.
    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
