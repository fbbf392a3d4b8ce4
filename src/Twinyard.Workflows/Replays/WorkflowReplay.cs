using Microsoft.Extensions.Options;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Replays;

/// <summary>
/// The runs that proposed workflows would have had: their ticks, and their event patterns on the archived events, judged by the code that places them,
/// beside the ledger.
/// </summary>
internal sealed class WorkflowReplay(
    Database database, TriggerStore triggers, ReplayedEvents events, ReplayedLedgerStore ledger, IOptions<WorkflowsOptions> options) : IResourceReplay
{
    private static readonly string[] Limits =
    [
        "How long runs take: overlap policies judge only what is due at the same moment, so a run that overlap would skip or hold up counts as a run.",
        "That a server is down or late: every tick is on time, and catch-up has nothing to do.",
        "What the runs themselves would publish, and the runs that would follow from that: only events that are in the archive are matched.",
        "Runs that people start, and backfills.",
        "When a rate that is not deployed would begin to count: it counts from the beginning of the window.",
    ];

    public string Kind => "workflow";

    public IReadOnlyList<string> NotSimulated => Limits;

    public async Task<ResourceReplay> ReplayAsync(ReplayedDeclarations declarations, CancellationToken cancellationToken)
    {
        var workflows = declarations.Proposed.ToDictionary(
            pair => pair.Key, pair => new DeployedWorkflow(pair.Key, "", "", WorkflowSpecification.FromJson(pair.Value)), StringComparer.Ordinal);
        string[] names = [.. workflows.Keys, .. declarations.Removed];
        var deployed = names.Length == 0
            ? []
            : await database.ReadAsync(session => triggers.OfWorkflowsAsync(names, session, cancellationToken), cancellationToken);
        var proposed = Triggers(workflows.Values, deployed, declarations.From);
        var window = new ReplayWindow(declarations.From.ToUnixMicros(), declarations.To.ToUnixMicros());

        var occurrences = ReplayedTicks.Of([.. proposed.Where(trigger => trigger.Kind == NewOccurrence.Schedule)], window);
        occurrences.AddRange(await events.OfAsync([.. proposed.Where(trigger => trigger.Kind == NewOccurrence.Event)], window, cancellationToken));
        var lines = names.Length == 0
            ? []
            : await database.ReadAsync(session => ledger.LinesAsync(names, window.From, window.Until, ReplayWindow.MostLines + 1, session, cancellationToken), cancellationToken);
        if (lines.Count > ReplayWindow.MostLines)
        {
            window.Cut(lines[^1].DueAt, $"the ledger has more than {ReplayWindow.MostLines:N0} lines in this window");
        }

        var judged = ReplayedOverlap.Judge(occurrences.Where(one => one.Occurrence.DueAt < window.Until), workflows, options.Value.MaximumWaitingRuns);
        var causes = proposed.Concat(deployed).DistinctBy(trigger => trigger.Id).ToDictionary(trigger => trigger.Id, trigger => trigger.Expression, StringComparer.Ordinal);
        var effects = LedgerComparison.Of(judged, [.. lines.Where(line => line.DueAt < window.Until)], causes, window.From);
        return new ResourceReplay(effects, UnixMicros.FromUnixMicros(window.Until), window.CutBecause);
    }

    /// <summary>A trigger that is deployed too goes on from its own deploy; any other begins with the window.</summary>
    private static IReadOnlyList<TriggerRow> Triggers(IEnumerable<DeployedWorkflow> workflows, IReadOnlyList<TriggerRow> deployed, DateTimeOffset from)
    {
        var anchors = deployed.ToDictionary(trigger => trigger.Id, trigger => trigger.Anchor, StringComparer.Ordinal);
        return
        [
            .. workflows.SelectMany(workflow => workflow.Specification.Triggers.Select(trigger =>
                TriggerRow.Of(workflow.Name, trigger, anchors.GetValueOrDefault(TriggerRow.IdOf(workflow.Name, trigger), from.ToUnixMicros())))),
        ];
    }
}
