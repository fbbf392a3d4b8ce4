using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Queue;

/// <summary>A proposal's last stay in the merge queue: queued → merged, or queued → left.</summary>
internal sealed class QueueRow
{
    public const string Queued = "queued";
    public const string Merged = "merged";
    public const string Left = "left";

    public long ProposalId { get; init; }

    public string Repository { get; init; } = "";

    public long Position { get; init; }

    /// <summary>The head that was queued; another one has to be queued again.</summary>
    public string Head { get; init; } = "";

    public string QueuedBy { get; init; } = "";

    public long QueuedAt { get; init; }

    /// <summary>The commit before it in line that <see cref="MergedCommit"/> stands on.</summary>
    public string Base { get; init; } = "";

    /// <summary>Empty until it is made; the head itself where that contains the base.</summary>
    public string MergedCommit { get; init; } = "";

    public string State { get; init; } = Queued;

    public string Reason { get; init; } = "";

    public long? EndedAt { get; init; }

    public QueueSummary ToSummary(string title, int? position, string checks) =>
        new(ProposalId, title, position, MergedCommit, State, checks, Reason, QueuedBy, UnixMicros.FromUnixMicros(QueuedAt));
}
