namespace Twinyard.Repositories.Pushes;

internal sealed class PushRow
{
    public string Id { get; init; } = "";

    public string Repository { get; init; } = "";

    public string Branch { get; init; } = "";

    public string CommitId { get; init; } = "";

    public string PushedBy { get; init; } = "";

    public long PushedAt { get; init; }
}
