using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.EventTriggers;

/// <summary>Brings every event that a workflow waits for onto its ledger, and queues its run, with the consumer's position.</summary>
internal sealed class EventTriggerConsumer(
    EventTriggerCache triggers, OccurrencePlacement placement, ChainStore chains, IServerAddress server, IOptions<WorkflowsOptions> options) : IEventConsumer
{
    public string Name => "workflows.triggers";

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        var all = await triggers.GetAsync(session, cancellationToken);
        var text = envelope.ToJson(server.Environment).ToJsonString();
        var matching = all.Match(Encoding.UTF8.GetBytes(text));
        if (matching.Count == 0)
        {
            return;
        }

        var depth = await DepthAsync(envelope, session, cancellationToken);
        foreach (var trigger in matching)
        {
            if (await placement.OpenAsync(trigger.Workflow, session, cancellationToken) is { } place)
            {
                await placement.PlaceAsync(place, Occurrence(trigger, envelope, text, depth), session, cancellationToken);
            }
        }
    }

    private NewOccurrence Occurrence(TriggerRow trigger, EventEnvelope envelope, string json, int depth) => new()
    {
        TriggerId = trigger.Id,
        TriggerKind = NewOccurrence.Event,
        Reference = envelope.Id,
        Label = $"{envelope.Source} {envelope.DetailType} {envelope.Id}",
        DueAt = envelope.Time.ToUnixMicros(),
        EventJson = json,
        Depth = depth,
        Verdict = LoopVerdict(trigger, envelope, depth),
    };

    private Verdict? LoopVerdict(TriggerRow trigger, EventEnvelope envelope, int depth)
    {
        if (envelope.Source == RunEvents.Source && TextOf(envelope.Detail, "workflow") == trigger.Workflow)
        {
            return new Verdict(Outcomes.Skipped, "a workflow is not triggered by what becomes of its own runs");
        }

        return depth > options.Value.MaximumChainDepth
            ? new Verdict(Outcomes.Skipped, $"a loop: {depth} runs have followed from one another, which is more than the {options.Value.MaximumChainDepth} allowed")
            : null;
    }

    /// <summary>
    /// One more than that of the run which the event came from. A script may write anything into its detail, so every run that the event
    /// names is asked, and the deepest counts.
    /// </summary>
    private async Task<int> DepthAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        var depth = 0;
        string?[] origins = [TextOf(envelope.Detail, "runId"), TextOf(envelope.Detail, "run"), RunOf(envelope.Id), RunOf(envelope.Resources)];
        foreach (var origin in origins.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            depth = Math.Max(depth, 1 + await chains.DepthAsync(origin, session, cancellationToken));
        }

        return depth;
    }

    /// <summary>What a script leaves in <c>events.ndjson</c> is published as <c>&lt;run&gt;-&lt;number&gt;</c>.</summary>
    private static string? RunOf(string eventId)
    {
        const int IdLength = 36;
        return eventId.Length > IdLength && eventId[IdLength] == '-' && Guid.TryParseExact(eventId.AsSpan(0, IdLength), "D", out _) ? eventId[..IdLength] : null;
    }

    private static string? RunOf(IReadOnlyList<string> resources)
    {
        const string Marker = ":workflows:run/";
        foreach (var resource in resources)
        {
            var at = resource.IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return resource[(at + Marker.Length)..];
            }
        }

        return null;
    }

    private static string? TextOf(JsonObject detail, string key) =>
        detail[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
