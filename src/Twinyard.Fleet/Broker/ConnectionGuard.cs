using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Access.Certificates;
using Twinyard.Access.Policies;
using Twinyard.Access.Tokens;
using Twinyard.Events.Bus;
using Twinyard.Fleet.Devices;
using Twinyard.Fleet.Ingest;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Broker;

/// <summary>Who may connect, and to what a device may subscribe.</summary>
internal sealed partial class ConnectionGuard(
    ITokens tokens,
    ICertificateAuthentication certificates,
    IAccessEvaluator access,
    IAuditTrail audit,
    Database database,
    IEventBus events,
    ConnectedDevices connected,
    IngestCounters counters,
    IOptions<FleetOptions> options,
    TimeProvider time,
    ILogger<ConnectionGuard> logger)
{
    public async Task ValidateAsync(ValidatingConnectionEventArgs connection)
    {
        var cancellation = connection.CancellationToken;
        var source = RequestSource.Of((connection.RemoteEndPoint as IPEndPoint)?.Address, connection.IsSecureConnection);
        var principal = await AuthenticateAsync(connection, cancellation);
        // A certificate says itself whose it is.
        var device = connection.UserName is { Length: > 0 } name ? name : principal.IsOk && connection.ClientCertificate is not null ? principal.Value.Name : "";
        if (!principal.IsOk)
        {
            audit.Refuse(
                AuditSubject.OfNobody(source, BrokerActions.Connect.Action, BrokerActions.Connect.On(device), principal.Error.Message), new AuditRefusal(AuditDecision.Unauthenticated, 0, $"mqtt {principal.Error.Code}"));
            Refuse(connection, MqttConnectReasonCode.BadUserNameOrPassword, principal.Error.ToString());
            return;
        }

        var from = principal.Value with { Source = source };
        if (principal.Value.Kind != Principal.Device || principal.Value.Name != device)
        {
            Refuse(connection, from, MqttConnectReasonCode.BadUserNameOrPassword, $"the credential is of {principal.Value}, and the user name is '{device}': a device connects with its id and its own credential");
            return;
        }

        if (connection.ClientId.Length > 0 && connection.ClientId != device && !connection.ClientId.StartsWith(device + ":", StringComparison.Ordinal))
        {
            Refuse(connection, from, MqttConnectReasonCode.ClientIdentifierNotValid, $"the client id is the device id, or begins with '{device}:'");
            return;
        }

        if (connection.ClientId.Length == 0)
        {
            connection.AssignedClientIdentifier = device;
        }

        var decision = await access.DecideAsync(from, BrokerActions.Connect.Action, BrokerActions.Connect.On(device), cancellation);
        if (!decision.Allowed)
        {
            Refuse(connection, from, MqttConnectReasonCode.NotAuthorized, decision.Reason);
            return;
        }

        if (await database.ReadAsync(session => DeviceStore.FindAsync(session, device, cancellation), cancellation) is null)
        {
            Refuse(connection, from, MqttConnectReasonCode.NotAuthorized, $"there is no device '{device}'");
            return;
        }

        connection.SessionItems[DeviceConnection.ItemKey] = new DeviceConnection(from, connection.ProtocolVersion == MqttProtocolVersion.V500);
    }

    public async Task ConnectedAsync(ClientConnectedEventArgs connection)
    {
        if (connection.SessionItems[DeviceConnection.ItemKey] is DeviceConnection { Principal: var device })
        {
            connected.Add(device, connection.ClientId);
            await TellAsync(device.Name, "device.connected");
        }
    }

    public async Task DisconnectedAsync(ClientDisconnectedEventArgs connection)
    {
        // On a takeover the same client is connected again already.
        if (connection.DisconnectType != MqttClientDisconnectType.Takeover && connection.SessionItems[DeviceConnection.ItemKey] is DeviceConnection { Device: var device })
        {
            connected.Remove(device, connection.ClientId);
            await TellAsync(device, "device.disconnected");
        }
    }

    public async Task SubscribeAsync(InterceptingSubscriptionEventArgs subscription)
    {
        if (subscription.SessionItems[DeviceConnection.ItemKey] is not DeviceConnection connection)
        {
            return;
        }

        var topic = subscription.TopicFilter.Topic;
        var (decision, _) = await connection.DecideAsync(access, BrokerActions.Subscribe, topic, subscription.CancellationToken);
        if (!decision.Allowed)
        {
            counters.CountDenied();
            audit.Refuse(AuditSubject.Of(connection.Principal, BrokerActions.Subscribe.Action, BrokerActions.Subscribe.On(topic), decision.Reason), new AuditRefusal(AuditDecision.Deny, 0));
            LogSubscriptionDenied(connection.Device, topic, decision.Reason);
            subscription.ProcessSubscription = false;
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            subscription.ReasonString = decision.Reason;
        }
    }

    private async Task<Result<Principal>> AuthenticateAsync(ValidatingConnectionEventArgs connection, CancellationToken cancellationToken)
    {
        if (connection.ClientCertificate is { } certificate)
        {
            return await certificates.AuthenticateAsync(certificate, cancellationToken);
        }

        return connection.IsSecureConnection && options.Value.RequireCertificates
            ? new UnauthenticatedError("certificate-missing", "Connections over TLS need a certificate of the device.", "Start the agent with --certificate, or issue one: `twinyard fleet certificate issue DEVICE`.")
            : await tokens.AuthenticateAsync(connection.Password ?? "", cancellationToken);
    }

    private void Refuse(ValidatingConnectionEventArgs connection, Principal principal, MqttConnectReasonCode code, string reason)
    {
        audit.Refuse(AuditSubject.Of(principal, BrokerActions.Connect.Action, BrokerActions.Connect.On(connection.UserName ?? ""), reason), new AuditRefusal(AuditDecision.Deny, 0));
        Refuse(connection, code, reason);
    }

    private void Refuse(ValidatingConnectionEventArgs connection, MqttConnectReasonCode code, string reason)
    {
        connection.ReasonCode = code;
        connection.ReasonString = reason;
        LogRefused(connection.ClientId, connection.RemoteEndPoint?.ToString() ?? "?", reason);
    }

    private Task TellAsync(string device, string detailType) => database.WriteAsync(
        async session =>
        {
            if (await DeviceStore.SeenAsync(session, device, time.NowMicros(), CancellationToken.None))
            {
                await events.PublishAsync(FleetEvents.Device(detailType, device), session, CancellationToken.None);
            }
        },
        CancellationToken.None);
}
