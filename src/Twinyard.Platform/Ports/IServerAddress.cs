namespace Twinyard.Platform.Ports;

/// <summary>Where this server is reached; known once it listens. Implemented by the Host.</summary>
public interface IServerAddress
{
    /// <summary>Whether the server listens; before that it has no address to ask for.</summary>
    bool IsBound => true;

    /// <summary>Base address without a trailing slash, such as <c>http://127.0.0.1:7171</c>.</summary>
    string Url { get; }

    int MqttPort { get; }

    /// <summary>The environment's name in <c>tyr:&lt;environment&gt;:…</c>.</summary>
    string Environment { get; }
}
