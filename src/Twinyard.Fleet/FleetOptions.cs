namespace Twinyard.Fleet;

/// <summary>Configuration section <c>fleet</c>.</summary>
public sealed class FleetOptions
{
    public const string Section = "fleet";

    /// <value>0: any free port, told by <see cref="IMqttEndpoint"/>.</value>
    public int MqttPort { get; set; }

    /// <summary>Address the MQTT listener binds; one of loopback, as it does not encrypt.</summary>
    /// <value>127.0.0.1.</value>
    public string MqttAddress { get; set; } = "127.0.0.1";

    /// <summary>Port of MQTT over TLS.</summary>
    /// <value>Null: not served. 8883 is the port that is registered for it; 0 takes any free one.</value>
    public int? MqttTlsPort { get; set; }

    /// <summary>Address that MQTT over TLS binds.</summary>
    /// <value>0.0.0.0: all of the machine.</value>
    public string MqttTlsAddress { get; set; } = "0.0.0.0";

    /// <summary>Whether a connection over TLS needs a certificate of the device; otherwise its secret does as well.</summary>
    /// <value>False.</value>
    public bool RequireCertificates { get; set; }

    /// <summary>Largest MQTT payload that is taken, in bytes.</summary>
    /// <value>256 KiB.</value>
    public int MaximumPayload { get; set; } = 256 * 1024;

    /// <summary>A segment is closed when it has this many bytes.</summary>
    /// <value>32 MiB.</value>
    public long SegmentBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>A segment is closed when it is this old.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time between an acknowledgement and the row being in the warehouse, while nothing is broken.</summary>
    /// <value>1 second.</value>
    public TimeSpan LoadInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often rollouts are looked at without a report that wakes them.</summary>
    /// <value>1 second.</value>
    public TimeSpan RolloutInterval { get; set; } = TimeSpan.FromSeconds(1);
}
