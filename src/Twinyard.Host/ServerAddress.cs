using System.Net;
using Twinyard.Host.Settings;
using Twinyard.Platform.Ports;

namespace Twinyard.Host;

/// <summary>Filled when the listeners are bound; whoever asks before that has a bug.</summary>
internal sealed class ServerAddress(string environment) : IServerAddress
{
    private Uris? _urls;
    private int? _mqttPort;

    public string Environment => environment;

    public bool IsBound => _urls is not null && _mqttPort is not null;

    public string Url => Bindings.Public;

    public string LocalUrl => Bindings.Local;

    public string NodeUrl => Bindings.Node;

    public int MqttPort => _mqttPort ?? throw new InvalidOperationException("The MQTT listener is not bound yet.");

    private Uris Bindings => _urls ?? throw new InvalidOperationException("The server does not listen yet.");

    /// <param name="bound">What the server says that it listens on.</param>
    public void Bound(IEnumerable<string> bound, ServerSettings settings)
    {
        Uri[] all = [.. bound.Select(address => new Uri(address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal)))];
        var local = Text(all.First(uri => uri.Scheme == Uri.UriSchemeHttp));
        var encrypted = all.FirstOrDefault(uri => uri.Scheme == Uri.UriSchemeHttps);
        var name = ListenAddress.All(settings).FirstOrDefault(address => address.IsEncrypted)?.Name;
        _urls = new Uris(
            settings.PublicUrl?.TrimEnd('/') ?? (encrypted is null ? local : Text(encrypted, name ?? settings.TlsNames.FirstOrDefault(given => !given.StartsWith('*')) ?? Dns.GetHostName())),
            local,
            encrypted is null ? local : Text(encrypted, name ?? Dns.GetHostName()));
    }

    public void MqttBound(int port) => _mqttPort = port;

    private static string Text(Uri uri, string? host = null) => (host is null ? uri : new UriBuilder(uri) { Host = host }.Uri).ToString().TrimEnd('/');

    private sealed record Uris(string Public, string Local, string Node);
}
