using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Backfill;

/// <summary>Finds the gaps that a workflow's schedules have on its ledger, and asks for each of them to be filled with one run.</summary>
internal sealed class ScheduleBackfill(
    Database database, BackfillStore store, TriggerStore triggers, OccurrencePlacement placement, WorkflowReader reader, BackfillSignal signal, IIdGenerator ids, TimeProvider time)
{
    /// <summary>Gaps that one request may fill.</summary>
    public const int MaximumGaps = 1000;

    /// <summary>Ticks of one schedule that one request looks at.</summary>
    public const int MaximumTicks = 100_000;

    public Task<Result<BackfillPlan>> FillAsync(string name, BackfillRequest request, Principal principal, CancellationToken cancellationToken)
    {
        if (request.From >= request.To)
        {
            return Task.FromResult<Result<BackfillPlan>>(new InvalidError("backfill-window", $"The window from {request.From.ToText()} to {request.To.ToText()} is empty.", "Name a time --to that is later than --from."));
        }

        return request.DryRun
            ? database.ReadAsync(session => FillAsync(name, request, null, session, cancellationToken), cancellationToken)
            : database.TryWriteAsync(session => FillAsync(name, request, principal, session, cancellationToken), cancellationToken);
    }

    public Task<Result<BackfillProgress>> ProgressAsync(string name, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<BackfillProgress>>(
            async session => await reader.ExistsAsync(name, session, cancellationToken)
                ? await store.ProgressAsync(name, from.ToUnixMicros(), to.ToUnixMicros(), session, cancellationToken)
                : await reader.NotFoundAsync(name, session, cancellationToken),
            cancellationToken);

    /// <summary>Nothing more is started; what has a run already keeps it.</summary>
    /// <returns>The number of ticks that will not be filled.</returns>
    public Task<Result<int>> StopAsync(string name, Principal principal, CancellationToken cancellationToken) =>
        database.TryWriteAsync<int>(
            async session =>
            {
                if (await placement.OpenAsync(name, session, cancellationToken) is null)
                {
                    return await reader.NotFoundAsync(name, session, cancellationToken);
                }

                var verdict = new Verdict(Outcomes.Cancelled, $"the backfill was stopped by {principal.Name}");
                return await store.EndWaitingAsync(name, verdict, time.NowMicros(), session, cancellationToken);
            },
            cancellationToken);

    /// <param name="by">Who fills; null for a dry run.</param>
    private async Task<Result<BackfillPlan>> FillAsync(string name, BackfillRequest request, Principal? by, DbSession session, CancellationToken cancellationToken)
    {
        // The lock keeps two requests from counting the same fillings.
        var found = by is null ? await reader.IsDeployedAsync(name, session, cancellationToken) : await placement.OpenAsync(name, session, cancellationToken) is not null;
        if (!found)
        {
            return await reader.NotFoundAsync(name, session, cancellationToken);
        }

        var gaps = new List<(TriggerRow Trigger, TickGap Gap)>();
        long ticks = 0;
        foreach (var trigger in (await triggers.OfWorkflowAsync(name, session, cancellationToken)).Where(trigger => trigger.Kind == NewOccurrence.Schedule))
        {
            var window = TicksOf(trigger, request);
            if (window.Count > MaximumTicks)
            {
                return new LimitError("backfill-too-large", $"{trigger.Expression} has more than {MaximumTicks:N0} ticks in this window.", "Fill it in several smaller windows.");
            }

            ticks += window.Count;
            var lines = await store.LinesAsync(trigger.Id, name, request.From.ToUnixMicros(), request.To.ToUnixMicros(), session, cancellationToken);
            gaps.AddRange(TickGap.Find(window, lines, request.Failed).Select(gap => (trigger, gap)));
        }

        if (gaps.Count > MaximumGaps)
        {
            return new LimitError("backfill-too-large", $"There are {gaps.Count:N0} gaps in this window; at most {MaximumGaps:N0} are filled at once.", "Fill it in several smaller windows.");
        }

        gaps.Sort((a, b) => a.Gap.Tick.CompareTo(b.Gap.Tick));
        if (by is not null)
        {
            await AddAsync(gaps, by, session, cancellationToken);
        }

        return new BackfillPlan(name, request.From, request.To, request.DryRun, ticks, [.. gaps.Select(gap => ToGap(gap.Trigger, gap.Gap))]);
    }

    private async Task AddAsync(IReadOnlyList<(TriggerRow Trigger, TickGap Gap)> gaps, Principal by, DbSession session, CancellationToken cancellationToken)
    {
        foreach (var (trigger, gap) in gaps)
        {
            await store.AddAsync(ids.NewId().ToString(), trigger, gap, $"backfill by {by.Name}; was: {gap.Because}", session, cancellationToken);
        }

        session.OnCommitted(signal.Raise);
    }

    /// <summary>One more than the bound where there are more. What the ticker has still to place is no gap.</summary>
    private static IReadOnlyList<long> TicksOf(TriggerRow trigger, BackfillRequest request) =>
        trigger.Clock().Between(request.From.ToUnixMicros() - 1, Math.Min(request.To.ToUnixMicros() - 1, trigger.Position), MaximumTicks + 1);

    private static BackfillGap ToGap(TriggerRow trigger, TickGap gap) => new(UnixMicros.FromUnixMicros(gap.Tick), trigger.Expression, trigger.Timezone, gap.Because);
}
