using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Twinyard.Access.Audit;
using Twinyard.Access.Policies;
using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Ingest;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// What becomes of a device's publish: measured data goes to the ingest log, reports to the shadow, log lines to the log. Nothing
/// of a device is passed on to other clients.
/// </summary>
internal sealed partial class PublishHandler(
    IAccessEvaluator access,
    IAuditTrail audit,
    IngestLog ingest,
    DeviceReports reports,
    IngestCounters counters,
    IOptions<FleetOptions> options,
    TimeProvider time,
    ILogger<PublishHandler> logger)
{
    [ThreadStatic]
    private static List<IngestRow>? t_rows;

    public async Task HandleAsync(InterceptingPublishEventArgs publish)
    {
        if (publish.SessionItems[DeviceConnection.ItemKey] is not DeviceConnection connection)
        {
            // The server's own messages carry no connection and pass.
            return;
        }

        publish.ProcessPublish = false;
        var message = publish.ApplicationMessage;
        var durable = await AcceptAsync(publish, connection, message);
        if (message.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
        {
            // Not awaited here: the connection's next publishes join the same flush. The acknowledgement waits for it.
            connection.Durable.Enqueue(durable);
        }
    }

    private async ValueTask<Task> AcceptAsync(InterceptingPublishEventArgs publish, DeviceConnection connection, MqttApplicationMessage message)
    {
        var (decision, topic) = await connection.DecideAsync(access, BrokerActions.Publish, message.Topic, publish.CancellationToken);
        if (!decision.Allowed)
        {
            return Deny(publish, connection, message.Topic, decision.Reason);
        }

        if (message.Payload.Length > options.Value.MaximumPayload)
        {
            return Reject(publish, connection, message, $"more than {options.Value.MaximumPayload} bytes", MqttPubAckReasonCode.QuotaExceeded);
        }

        switch (topic.Purpose)
        {
            case TopicPurpose.Telemetry:
                return await IngestAsync(publish, connection, message, IngestKind.Telemetry, topic.Stream);
            case TopicPurpose.Decisions:
                return await IngestAsync(publish, connection, message, IngestKind.Decision, topic.Stream);
            case TopicPurpose.Profiles:
                return await IngestAsync(publish, connection, message, IngestKind.Profile, topic.Stream);
            case TopicPurpose.ReportedShadow:
                return await reports.TakeShadowAsync(connection.Device, message.Payload, publish.CancellationToken) is { } broken
                    ? Reject(publish, connection, message, broken, MqttPubAckReasonCode.PayloadFormatInvalid)
                    : Task.CompletedTask;
            case TopicPurpose.Log:
                await reports.TakeLogAsync(connection.Device, message.Payload, publish.CancellationToken);
                return Task.CompletedTask;
            case TopicPurpose.DesiredShadow:
                return Deny(publish, connection, message.Topic, "the desired shadow is the server's to write");
            default:
                return Reject(publish, connection, message, "no such topic: a device publishes on t/{stream}, d, p, log and shadow/reported", MqttPubAckReasonCode.TopicNameInvalid);
        }
    }

    private async ValueTask<Task> IngestAsync(InterceptingPublishEventArgs publish, DeviceConnection connection, MqttApplicationMessage message, IngestKind kind, string stream)
    {
        var rows = t_rows ??= [];
        rows.Clear();
        var problem = PayloadReader.Read(kind, message.Payload, rows);
        return problem is null
            ? await ingest.AppendAsync(kind, connection.Device, stream, message.Payload)
            : Reject(publish, connection, message, problem, MqttPubAckReasonCode.PayloadFormatInvalid);
    }

    private Task Deny(InterceptingPublishEventArgs publish, DeviceConnection connection, string topic, string reason)
    {
        counters.CountDenied();
        audit.Refuse(AuditSubject.Of(connection.Principal, BrokerActions.Publish.Action, BrokerActions.Publish.On(topic), reason), new AuditRefusal(AuditDecision.Deny, 0));
        LogDenied(connection.Device, topic, reason);
        publish.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        publish.Response.ReasonString = reason;
        publish.CloseConnection = !connection.CanExplain;
        return Task.CompletedTask;
    }

    private Task Reject(InterceptingPublishEventArgs publish, DeviceConnection connection, MqttApplicationMessage message, string reason, MqttPubAckReasonCode code)
    {
        // A 3.1.1 client is acknowledged all the same: sending the same bytes again would not make them better.
        counters.CountRejected(new RejectedMessage(time.GetUtcNow(), connection.Device, message.Topic, (int)message.Payload.Length, reason));
        LogRejected(connection.Device, message.Topic, message.Payload.Length, reason);
        publish.Response.ReasonCode = code;
        publish.Response.ReasonString = reason;
        return Task.CompletedTask;
    }
}
