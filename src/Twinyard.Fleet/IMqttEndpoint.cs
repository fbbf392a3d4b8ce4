namespace Twinyard.Fleet;

/// <summary>Where the embedded MQTT broker listens.</summary>
public interface IMqttEndpoint
{
    /// <summary>The bound TCP port.</summary>
    /// <exception cref="InvalidOperationException">The broker has not been started yet.</exception>
    int Port { get; }

    /// <summary>The bound TCP port of MQTT over TLS; null where it is not served.</summary>
    /// <exception cref="InvalidOperationException">The broker has not been started yet.</exception>
    int? TlsPort { get; }
}
