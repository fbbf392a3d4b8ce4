using System.Collections.Concurrent;

namespace Twinyard.Workflows.Placement;

/// <summary>
/// How many runs of a workflow wait at most, without counting them each time: the last count and what this server has queued since. A refusal is
/// always decided on a count. Where several servers queue runs of one workflow at the same time, each may pass its limit by <see cref="Most"/>.
/// </summary>
internal sealed class WaitingEstimates(TimeProvider time)
{
    /// <summary>Runs queued on one count.</summary>
    public const int Most = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Estimate> _known = new(StringComparer.Ordinal);

    /// <returns>Null when the runs have to be counted.</returns>
    public long? Of(string workflow) =>
        _known.TryGetValue(workflow, out var known) && known.Queued < Most && time.GetElapsedTime(known.CountedAt) < Longest ? known.Counted + known.Queued : null;

    /// <summary>The workflow is locked.</summary>
    public void Counted(string workflow, long waiting) => _known[workflow] = new Estimate(waiting, 0, time.GetTimestamp());

    /// <summary>The workflow is locked. Counts too when the unit of work is rolled back: the estimate is then too high, which a count mends.</summary>
    public void Queued(string workflow)
    {
        if (_known.TryGetValue(workflow, out var known))
        {
            _known[workflow] = known with { Queued = known.Queued + 1 };
        }
    }

    private sealed record Estimate(long Counted, long Queued, long CountedAt);
}
