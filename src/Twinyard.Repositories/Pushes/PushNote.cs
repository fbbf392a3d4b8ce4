namespace Twinyard.Repositories.Pushes;

/// <summary>
/// What the server and the hook of one push have written down, before any ref moved: the server begins the file with repository
/// and principal, the hook adds what is about to change. A server that is killed in the middle finds the note at its next start.
/// </summary>
internal sealed record PushNote(string Repository, string By, IReadOnlyList<PushUpdate> Updates, string? ProposalTitle)
{
    private const string Option = "proposal";
    private const string TitleOption = Option + "=";

    public static string Begin(string repository, string by) => $"repository {repository}\nby {by}\n";

    public static PushNote Parse(string text)
    {
        var repository = "";
        var by = "";
        string? title = null;
        var updates = new List<PushUpdate>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = line.IndexOf(' ', StringComparison.Ordinal);
            var (word, rest) = cut < 0 ? (line, "") : (line[..cut], line[(cut + 1)..]);
            switch (word)
            {
                // The first of each is the server's own; a push option could smuggle in another.
                case "repository" when repository.Length == 0:
                    repository = rest;
                    break;
                case "by" when by.Length == 0:
                    by = rest;
                    break;
                case "update" when rest.Split(' ', 3) is [_, var commit, var name]:
                    updates.Add(new PushUpdate(name, commit));
                    break;
                case "option" when rest.StartsWith(TitleOption, StringComparison.Ordinal):
                    title = rest[TitleOption.Length..];
                    break;
                case "option" when rest == Option:
                    // The subject of the newest commit will do.
                    title ??= "";
                    break;
            }
        }

        return new PushNote(repository, by, updates, title);
    }
}

/// <param name="Ref">Such as <c>refs/heads/change</c>.</param>
/// <param name="Commit">All zeros where the ref goes.</param>
internal readonly record struct PushUpdate(string Ref, string Commit)
{
    private const string Heads = "refs/heads/";

    public string? Branch => Ref.StartsWith(Heads, StringComparison.Ordinal) ? Ref[Heads.Length..] : null;

    public bool IsDeletion => Commit.All(c => c == '0');
}
