using System.Globalization;
using System.Text;

namespace Twinyard.Repositories.Git;

/// <summary>Writes the commits that the server makes itself: merges of the queue, reverts.</summary>
internal static class CommitWriter
{
    /// <param name="by">Who asked for it.</param>
    /// <returns>The commit, which no branch names yet.</returns>
    public static async Task<string> WriteCommitAsync(
        this GitRepository repository, string tree, IReadOnlyList<string> parents, string by, string message, DateTimeOffset at, CancellationToken cancellationToken)
    {
        // The format of a commit object, as `git cat-file commit` prints it: headers, a blank line, the message.
        var who = $"{Plain(by)} <noreply@twinyard.invalid> {at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} +0000";
        var text = new StringBuilder($"tree {tree}\n");
        foreach (var parent in parents)
        {
            text.Append("parent ").Append(parent).Append('\n');
        }

        text.Append("author ").Append(who).Append("\ncommitter ").Append(who).Append("\n\n").Append(message.ReplaceLineEndings("\n")).Append('\n');
        return (await repository.RequireAsync(["hash-object", "-t", "commit", "-w", "--stdin"], text.ToString(), cancellationToken)).Line;
    }

    private static string Plain(string name) => string.Concat(name.Where(c => c is not ('<' or '>') && !char.IsControl(c)));
}
