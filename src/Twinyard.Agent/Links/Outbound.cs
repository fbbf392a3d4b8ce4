using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Spools;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Links;

/// <summary>Takes messages from the spool in order, decisions first, and joins rows of a backlog into one MQTT message.</summary>
internal sealed class Outbound(EdgeDeviceOptions options, ISpool spool)
{
    private const int MaximumBatchBytes = 64 * 1024;

    private readonly string _telemetry = DeviceTopics.Telemetry(options.Device, DeviceTopics.DefaultStream);
    private readonly string _decisions = DeviceTopics.Decisions(options.Device);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public bool TryTake(out OutboundBatch batch) =>
        TryTake(SpoolPriority.Decision, _decisions, out batch) || TryTake(SpoolPriority.Telemetry, _telemetry, out batch);

    private bool TryTake(SpoolPriority priority, string topic, out OutboundBatch batch)
    {
        batch = default;
        if (!spool.TryRead(priority, out var last))
        {
            return false;
        }

        var first = last.Payload;
        var rows = 1;
        _buffer.ResetWrittenCount();
        while (rows < options.BatchRows && _buffer.WrittenCount < MaximumBatchBytes && spool.TryRead(priority, out var next))
        {
            if (rows == 1)
            {
                _buffer.Write("["u8);
                _buffer.Write(first);
            }

            _buffer.Write(","u8);
            _buffer.Write(next.Payload);
            last = next;
            rows++;
        }

        if (rows > 1)
        {
            _buffer.Write("]"u8);
        }

        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(rows == 1 ? first : _buffer.WrittenSpan.ToArray())
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        batch = new OutboundBatch(message, last, rows);
        return true;
    }
}

/// <param name="Last">Acknowledging it acknowledges the whole batch.</param>
internal readonly record struct OutboundBatch(MqttApplicationMessage Message, SpooledMessage Last, int Rows);
