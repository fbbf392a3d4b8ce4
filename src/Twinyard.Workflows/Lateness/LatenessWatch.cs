using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Lateness;

/// <summary>
/// Finds occurrences whose run has not started or ended in the time that the manifest expects, and says so once for each; says too when they
/// have caught up. What was late and caught up between two passes is not told.
/// </summary>
internal sealed class LatenessWatch(
    Database database, LatenessStore store, ExpectationCache expectations, LatenessEvents events, PlacementStore placement, TimeProvider time) : IBackgroundWork
{
    private const int Batch = 100;

    private static readonly TimeSpan MissedSince = TimeSpan.FromDays(1);

    // The period of the alarm: see TellCaughtUpAsync.
    private static readonly long Minute = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    public string Name => "workflows.lateness";

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var (workflow, expect) in await database.ReadAsync(session => expectations.GetAsync(session, cancellationToken), cancellationToken))
        {
            var now = time.NowMicros();
            var news = await database.ReadAsync(session => FindAsync(workflow, expect, now, session, cancellationToken), cancellationToken);
            if (news.Late.Count + news.CaughtUp.Count > 0)
            {
                await database.WriteAsync(session => TellAsync(workflow, news.Late, news.CaughtUp, now, session, cancellationToken), cancellationToken);
            }
        }
    }

    private async Task<(IReadOnlyList<LateOccurrence> Late, IReadOnlyList<LateOccurrence> CaughtUp)> FindAsync(
        string workflow, ExpectSpecification expect, long now, DbSession session, CancellationToken cancellationToken)
    {
        var late = new List<LateOccurrence>();
        if (expect.StartWithinMilliseconds is { } start)
        {
            late.AddRange(await store.NotStartedAsync(workflow, now - Micros(start), Batch, session, cancellationToken));
        }

        if (expect.FinishWithinMilliseconds is { } finish)
        {
            late.AddRange(await store.NotFinishedAsync(workflow, now - Micros(finish), Batch, session, cancellationToken));
        }

        late.AddRange(await store.MissedAsync(workflow, now - (long)MissedSince.TotalMicroseconds, Batch, session, cancellationToken));
        return (late, await store.CaughtUpAsync(workflow, Batch, session, cancellationToken));
    }

    private async Task TellAsync(
        string workflow, IReadOnlyList<LateOccurrence> late, IReadOnlyList<LateOccurrence> caughtUp, long now, DbSession session, CancellationToken cancellationToken)
    {
        // Null when it was retired meanwhile: its alarm is gone too.
        if (await placement.LockWorkflowAsync(workflow, session, cancellationToken) is null)
        {
            return;
        }

        await TellCaughtUpAsync(workflow, caughtUp, now, session, cancellationToken);
        foreach (var one in late)
        {
            if (await store.AddAsync(workflow, one, now, session, cancellationToken))
            {
                await events.PublishAsync(LatenessEvents.Late, workflow, one, await store.OpenAsync(workflow, session, cancellationToken), session, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The alarm looks at the largest number of a minute. So what has caught up is told in a minute in which nothing else was said, all at once and
    /// with what is left: then that is the minute's number, and the alarm ends.
    /// </summary>
    private async Task TellCaughtUpAsync(string workflow, IReadOnlyList<LateOccurrence> caughtUp, long now, DbSession session, CancellationToken cancellationToken)
    {
        if (caughtUp.Count == 0 || (await store.LastSaidAsync(workflow, session, cancellationToken) is { } said && said / Minute >= now / Minute))
        {
            return;
        }

        var told = new List<LateOccurrence>();
        foreach (var one in caughtUp)
        {
            if (await store.CatchUpAsync(one, now, session, cancellationToken))
            {
                told.Add(one);
            }
        }

        var open = await store.OpenAsync(workflow, session, cancellationToken);
        foreach (var one in told)
        {
            await events.PublishAsync(LatenessEvents.CaughtUp, workflow, one, open, session, cancellationToken);
        }
    }

    private static long Micros(long milliseconds) => milliseconds * 1000;
}
