using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Invoker;

namespace Twinyard.Workflows.Runs;

/// <summary>
/// Leases waiting runs to this server. Claims of the whole environment follow one another, so that the limits are counted on what is so; those
/// of one server share a transaction.
/// </summary>
internal sealed class RunClaims : IDisposable
{
    private const int Most = 64;

    private readonly RunStore _runs;
    private readonly OccurrenceStore _occurrences;
    private readonly VersionStore _versions;
    private readonly RunEvents _events;
    private readonly ActiveRuns _active;
    private readonly TimeProvider _time;
    private readonly WorkflowsOptions _options;
    private readonly GroupCommit<int, IReadOnlyList<ClaimedRun>> _group;

    public RunClaims(
        Database database,
        RunStore runs,
        OccurrenceStore occurrences,
        VersionStore versions,
        RunEvents events,
        ActiveRuns active,
        TimeProvider time,
        IOptions<WorkflowsOptions> options)
    {
        _runs = runs;
        _occurrences = occurrences;
        _versions = versions;
        _events = events;
        _active = active;
        _time = time;
        _options = options.Value;
        // What was claimed must be executed or given back, whoever of the callers is cancelled.
        _group = new(Most, counts => database.WriteRepeatableAsync(session => ClaimAsync(counts, session, CancellationToken.None), CancellationToken.None));
    }

    /// <returns>At most <paramref name="count"/> runs, the longest waiting first.</returns>
    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int count, CancellationToken cancellationToken) => _group.WriteAsync(count, cancellationToken);

    public void Dispose() => _group.Dispose();

    private async Task<IReadOnlyList<IReadOnlyList<ClaimedRun>>> ClaimAsync(IReadOnlyList<int> counts, DbSession session, CancellationToken cancellationToken)
    {
        var claimed = await ClaimAsync(counts.Sum(), session, cancellationToken);
        var shares = new List<IReadOnlyList<ClaimedRun>>(counts.Count);
        var given = 0;
        foreach (var count in counts)
        {
            shares.Add([.. claimed.Skip(given).Take(count)]);
            given += count;
        }

        return shares;
    }

    private async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int count, DbSession session, CancellationToken cancellationToken)
    {
        RunStore.LockClaims(session);
        var free = _options.MaximumTwinRuns is { } most ? Math.Min(count, most - await _runs.CountUnderWayAsync(session, cancellationToken)) : count;
        if (free <= 0)
        {
            return [];
        }

        var now = _time.NowMicros();
        var until = now + (long)_options.Lease.TotalMicroseconds;
        var secrets = RunSessions.NewSecrets((int)free);
        var rows = await _runs.ClaimAsync([.. secrets.Keys], _active.Owner, now, until, session, cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }

        var inputs = await _occurrences.InputsAsync([.. rows.Select(row => row.OccurrenceId)], session, cancellationToken);
        var claimed = new List<ClaimedRun>(rows.Count);
        foreach (var row in rows.OrderBy(row => row.Id, StringComparer.Ordinal))
        {
            var specification = await _versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken);
            var input = inputs[row.OccurrenceId];
            await _events.PublishAsync(row, RunStates.Running, null, session, cancellationToken);
            claimed.Add(new ClaimedRun(row, specification, input.EventJson, input.InputJson)
            {
                DueAt = input.DueAt,
                IsBackfill = input.Backfill == 1,
                Token = RunSessions.Token(row.Id, secrets[row.SessionHash!]), // the claim has just set it to one of them
            });
        }

        return claimed;
    }
}
