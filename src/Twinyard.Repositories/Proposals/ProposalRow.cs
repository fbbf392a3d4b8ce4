using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.Proposals;

internal sealed class ProposalRow
{
    public long Id { get; init; }

    public string Repository { get; init; } = "";

    public string Branch { get; init; } = "";

    public string Title { get; init; } = "";

    public string Author { get; init; } = "";

    public string Head { get; init; } = "";

    public string State { get; init; } = "";

    public long OpenedAt { get; init; }

    public long? MergedAt { get; init; }

    /// <summary>Of the present head, as all that follow.</summary>
    public long Approvals { get; init; }

    public long Pending { get; init; }

    public long Running { get; init; }

    public long Passed { get; init; }

    public long Failed { get; init; }

    /// <summary>The checks in one word. Something failed is said when all have ended.</summary>
    public string Checks => CheckState.Of(Pending, Running, Passed, Failed);

    public ProposalSummary ToSummary() => new(
        Id,
        Repository,
        Title,
        Branch,
        Head,
        Author,
        State,
        Checks,
        (int)Approvals,
        UnixMicros.FromUnixMicros(OpenedAt),
        UnixMicros.FromUnixMicros(MergedAt));
}
