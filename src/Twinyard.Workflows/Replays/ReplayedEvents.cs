using System.Text;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.EventTriggers;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.Replays;

/// <summary>The archived events that proposed event triggers match, as the consumer of the bus matches them.</summary>
internal sealed class ReplayedEvents(Database database, IEventArchive archive, EventOccurrences occurrences, IServerAddress server)
{
    /// <summary>Cuts the window where there are more events than the bound.</summary>
    public async Task<IReadOnlyList<ReplayedOccurrence>> OfAsync(IReadOnlyList<TriggerRow> triggers, ReplayWindow window, CancellationToken cancellationToken)
    {
        if (triggers.Count == 0)
        {
            return [];
        }

        var set = new EventTriggerSet(0, triggers);
        var found = new List<ReplayedOccurrence>();
        var read = 0;
        var archived = new ArchiveWindow(UnixMicros.FromUnixMicros(window.From), UnixMicros.FromUnixMicros(window.Until));
        await foreach (var envelope in archive.ReadAsync(archived, cancellationToken))
        {
            if (++read > ReplayWindow.MostEvents)
            {
                window.Cut(envelope.Time.ToUnixMicros(), $"there are more than {ReplayWindow.MostEvents:N0} events in this window");
                break;
            }

            var matching = set.Match(Encoding.UTF8.GetBytes(envelope.ToJson(server.Environment).ToJsonString()));
            if (matching.Count == 0)
            {
                continue;
            }

            var depth = await database.ReadAsync(session => occurrences.DepthAsync(envelope, session, cancellationToken), cancellationToken);
            // The envelope itself is not kept: nothing runs with it.
            found.AddRange(matching.Select(trigger => (Trigger: trigger, Occurrence: occurrences.Of(trigger, envelope, "", depth)))
                .Select(one => new ReplayedOccurrence(one.Trigger, one.Occurrence, one.Occurrence.Verdict)));
        }

        return found;
    }
}
