using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Agent.Certificates;

/// <summary>The server's HTTP API for this device: trusts whom the device trusts, and shows the certificate that the device has now.</summary>
internal sealed class ServerConnection : IDisposable
{
    public ServerConnection(Uri server, X509Certificate2Collection trusted)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        handler.SslOptions.CertificateChainPolicy = new DeviceTls(trusted, null).Policy();
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificate?.Current!;
        Http = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };
    }

    public HttpClient Http { get; }

    /// <summary>Null for a device that has a secret only.</summary>
    public IDeviceCertificate? Certificate { get; set; }

    public void Dispose() => Http.Dispose();
}
