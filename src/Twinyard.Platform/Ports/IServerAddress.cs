namespace Twinyard.Platform.Ports;

/// <summary>Where this server is reached; known once it listens. Implemented by the Host.</summary>
public interface IServerAddress
{
    /// <summary>Whether the server listens; before that it has no address to ask for.</summary>
    bool IsBound => true;

    /// <summary>Base address for people and devices, without a trailing slash, such as <c>https://yard.example:7443</c>.</summary>
    string Url { get; }

    /// <summary>The same for what runs on this machine: in the open, on loopback.</summary>
    string LocalUrl => Url;

    /// <summary>The same for the environment's other servers.</summary>
    string NodeUrl => Url;

    int MqttPort { get; }

    /// <summary>The environment's name in <c>tyr:&lt;environment&gt;:…</c>.</summary>
    string Environment { get; }
}
