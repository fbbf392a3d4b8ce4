using System.Buffers;
using System.Text;
using System.Text.Json;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Devices;

/// <summary>What devices say of themselves: reported shadows and log lines.</summary>
internal sealed class DeviceReports(Database database, RolloutSignal rollouts, ILogStreams logs, TimeProvider time)
{
    private const int MaximumLogLines = 1_000;

    /// <returns>What is wrong with the payload, null when nothing is.</returns>
    public async Task<string?> TakeShadowAsync(string device, ReadOnlySequence<byte> payload, CancellationToken cancellationToken)
    {
        if (Read(payload, out var problem) is not { } reported)
        {
            return problem;
        }

        await database.WriteAsync(session => DeviceStore.ReportAsync(session, device, reported, time.NowMicros(), cancellationToken), cancellationToken);
        rollouts.Signal.Raise();
        return null;
    }

    public Task TakeLogAsync(string device, ReadOnlySequence<byte> payload, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lines = Encoding.UTF8.GetString(payload).Split('\n', MaximumLogLines + 1, StringSplitOptions.RemoveEmptyEntries);
        return logs.AppendAsync($"device/{device}", [.. lines.Take(MaximumLogLines).Select(line => new LogLine(now, "stdout", line.TrimEnd('\r')))], cancellationToken);
    }

    private static ReportedShadow? Read(ReadOnlySequence<byte> payload, out string problem)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            var reported = JsonSerializer.Deserialize(ref reader, FleetMessages.Default.ReportedShadow);
            problem = reported is null ? "a reported shadow is a JSON object" : "";
            return reported;
        }
        catch (JsonException e)
        {
            problem = $"not a reported shadow: {e.Message}";
            return null;
        }
    }
}
