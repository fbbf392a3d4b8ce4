using System.Text;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.EventTriggers;

/// <summary>Brings every event that a workflow waits for onto its ledger, and queues its run, with the consumer's position.</summary>
internal sealed class EventTriggerConsumer(
    EventTriggerCache triggers, OccurrencePlacement placement, EventOccurrences occurrences, IServerAddress server) : IEventConsumer
{
    public string Name => "workflows.triggers";

    public bool TakesReplays => true;

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        var all = await triggers.GetAsync(session, cancellationToken);
        var text = envelope.ToJson(server.Environment).ToJsonString();
        var matching = all.Match(Encoding.UTF8.GetBytes(text));
        if (matching.Count == 0)
        {
            return;
        }

        var depth = await occurrences.DepthAsync(envelope, session, cancellationToken);
        foreach (var trigger in matching)
        {
            if (await placement.OpenAsync(trigger.Workflow, session, cancellationToken) is { } place)
            {
                await placement.PlaceAsync(place, occurrences.Of(trigger, envelope, text, depth), session, cancellationToken);
            }
        }
    }
}
