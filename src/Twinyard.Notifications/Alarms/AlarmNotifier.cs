using Twinyard.Events.Bus;
using Twinyard.Notifications.Outbox;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Notifications.Alarms;

/// <summary>Turns <c>alarm.state-changed</c> into messages to the alarm's topics. The messages commit with the consumer's position: once per event.</summary>
internal sealed class AlarmNotifier(OutboxWriter outbox, IServerAddress server) : IEventConsumer
{
    public string Name => "alarm-notifications";

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        if (envelope.Source != "twinyard.signals" || envelope.DetailType != "alarm.state-changed" || AlarmMail.From(envelope) is not { IsNews: true } mail)
        {
            return;
        }

        foreach (var topic in envelope.Detail["notify"]?.AsArray() ?? [])
        {
            if (topic?.GetValue<string>() is { } name)
            {
                await outbox.AddAsync(session, name, mail.Content(name, server.Environment, server.Url), cancellationToken);
            }
        }
    }
}
