using Twinyard.Agent.Certificates;

namespace Twinyard.Agent.Devices;

public sealed record EdgeDeviceOptions
{
    public required string Device { get; init; }

    /// <summary>MQTT password; null for a device that shows a certificate.</summary>
    public required string? Secret { get; init; }

    public required string MqttHost { get; init; }

    public required int MqttPort { get; init; }

    /// <summary>Null for a connection in the open.</summary>
    public DeviceTls? Tls { get; init; }

    /// <value>0: rows are taken as fast as they come. Otherwise rows a second.</value>
    public double Rate { get; init; }

    /// <value>Zero: rows are taken at once. Otherwise the source waits this long for a first model.</value>
    public TimeSpan WaitForModel { get; init; }

    /// <value>32 messages may be unacknowledged at a time.</value>
    public int Window { get; init; } = 32;

    /// <value>50 rows at most share a message while there is a backlog.</value>
    public int BatchRows { get; init; } = 50;

    /// <value>15 seconds: how long the server may take to accept a connection and the first messages on it.</value>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <value>30 seconds: the longest pause between two attempts to connect.</value>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What a device does when its source has no more rows.</summary>
public enum AtEnd
{
    /// <summary>Stays connected, and follows the desired shadow.</summary>
    Stay,

    /// <summary>Ends when everything is acknowledged.</summary>
    Exit,
}
