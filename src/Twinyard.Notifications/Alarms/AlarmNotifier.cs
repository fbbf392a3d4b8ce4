using Microsoft.Extensions.Logging;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Notifications.Outbox;
using Twinyard.Notifications.Topics;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Notifications.Alarms;

/// <summary>
/// Turns <c>alarm.state-changed</c> into messages to the alarm's topics. The messages commit with the consumer's position: once per event. Where none of
/// the topics is there any more, as after a deploy of another repository, the event is a dead letter that can be redriven when one is.
/// </summary>
internal sealed partial class AlarmNotifier(OutboxWriter outbox, TopicStore store, IServerAddress server, ILogger<AlarmNotifier> logger) : IEventConsumer
{
    public string Name => "alarm-notifications";

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        if (envelope.Source != "twinyard.signals" || envelope.DetailType != "alarm.state-changed" || AlarmMail.From(envelope) is not { IsNews: true } mail)
        {
            return;
        }

        string[] wanted = [.. (envelope.Detail["notify"]?.AsArray() ?? []).Select(topic => topic?.GetValue<string>()).OfType<string>()];
        var known = await store.KnownAsync(session, wanted, cancellationToken);
        if (wanted.Length > 0 && known.Count == 0)
        {
            throw new UndeliverableException(
                UndeliverableException.NoSuchTarget, $"topic/{wanted[0]}", $"The alarm {mail.Alarm} is to be told to {string.Join(", ", wanted)}, and there is no such topic.");
        }

        foreach (var name in wanted)
        {
            if (known.Contains(name))
            {
                await outbox.AddAsync(session, name, mail.Content(name, server.Environment, server.Url), cancellationToken);
            }
            else
            {
                LogNoTopic(mail.Alarm, name);
            }
        }
    }
}
