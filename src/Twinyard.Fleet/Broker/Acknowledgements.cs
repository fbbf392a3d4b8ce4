using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Twinyard.Fleet.Ingest;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// Holds every PUBACK and PUBREC back until its message is on the disk. MQTTnet sends a connection's acknowledgements in the
/// order of its publishes, one at a time, and asks here before each; so the connection goes on reading while a flush is running.
/// </summary>
internal sealed class Acknowledgements
{
    public async Task WaitAsync(InterceptingPacketEventArgs outbound, MqttServer server)
    {
        if (outbound.Packet is not (MqttPubAckPacket or MqttPubRecPacket)
            || outbound.SessionItems[DeviceConnection.ItemKey] is not DeviceConnection connection
            || !connection.Durable.TryDequeue(out var durable))
        {
            return;
        }

        try
        {
            await durable.WaitAsync(outbound.CancellationToken);
        }
        catch (Exception e) when (e is IngestUnavailableException or ObjectDisposedException)
        {
            // No acknowledgement, and no connection: the device keeps the message and tries again after its back-off.
            outbound.ProcessPacket = false;
            await server.DisconnectClientAsync(outbound.ClientId, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.QuotaExceeded, ReasonString = e.Message });
        }
    }
}
