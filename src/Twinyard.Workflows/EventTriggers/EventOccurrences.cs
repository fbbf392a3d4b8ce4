using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.EventTriggers;

/// <summary>What an event becomes on the ledger of a workflow that waits for it.</summary>
internal sealed class EventOccurrences(ChainStore chains, IOptions<WorkflowsOptions> options)
{
    public NewOccurrence Of(TriggerRow trigger, EventEnvelope envelope, string json, int depth) => new()
    {
        TriggerId = trigger.Id,
        TriggerKind = NewOccurrence.Event,
        Reference = envelope.Id,
        Label = $"{envelope.Source} {envelope.DetailType} {envelope.Id}{(envelope.Replay is { } replay ? $", replayed by {replay.Name}" : "")}",
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
    public async Task<int> DepthAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        var depth = 0;
        string?[] origins = [TextOf(envelope.Detail, "runId"), TextOf(envelope.Detail, "run"), RunOf(envelope.Replay?.OriginalId ?? envelope.Id), RunOf(envelope.Resources)];
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
