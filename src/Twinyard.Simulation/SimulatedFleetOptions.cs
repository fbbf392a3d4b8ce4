using Twinyard.Agent.Devices;

namespace Twinyard.Simulation;

public sealed record SimulatedFleetOptions
{
    /// <summary>Base address of the server's HTTP API.</summary>
    public required Uri Server { get; init; }

    public required string MqttHost { get; init; }

    public required int MqttPort { get; init; }

    /// <summary>The recording; the n-th device replays the n-th of its units, beginning anew when there are more devices than units.</summary>
    public required string Recording { get; init; }

    /// <summary>In front of the unit in each entity, such as <c>fd001</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Enrolled devices and their secrets.</summary>
    public required IReadOnlyList<(string Device, string Secret)> Devices { get; init; }

    /// <value>0: rows as fast as they are taken. Otherwise rows a second and device.</value>
    public double Rate { get; init; }

    /// <value>Stay: follow the desired shadow after the recording, as devices do.</value>
    public AtEnd AtEnd { get; init; } = AtEnd.Stay;

    /// <value>Zero: start at once. Otherwise each device waits this long for a first model.</value>
    public TimeSpan WaitForModel { get; init; }

    /// <value>4 MiB a device, in memory.</value>
    public long SpoolBytes { get; init; } = 4 * 1024 * 1024;
}
