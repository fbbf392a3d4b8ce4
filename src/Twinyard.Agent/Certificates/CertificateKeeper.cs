using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Certificates;

/// <summary>
/// The device's certificate in a file. The first is asked for with the device's secret, the next ones with the one before, after two thirds of its time; each has a new key,
/// which never leaves the device.
/// </summary>
/// <param name="http">Its base address is the server; shows <see cref="Current"/>.</param>
/// <param name="secret">Null for a device that was given a certificate.</param>
internal sealed class CertificateKeeper(string path, string device, HttpClient http, string? secret, TimeProvider time, Action<string> log) : IDeviceCertificate, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile X509Certificate2? _current = CertificateFile.Read(path);

    public X509Certificate2? Current => _current;

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_current is { } current && now < RenewAt(current))
            {
                return;
            }

            await RenewAsync(_current is { } old && now < old.NotAfter ? old : null, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Renews while the device runs.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await EnsureAsync(cancellationToken);
            }
            catch (CertificateUnavailableException e)
            {
                log(e.Message);
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <param name="old">That still counts: then a failure is told, and tried again later.</param>
    private async Task RenewAsync(X509Certificate2? old, CancellationToken cancellationToken)
    {
        try
        {
            _current = await RequestAsync(cancellationToken);
            log(string.Create(CultureInfo.InvariantCulture, $"has a certificate until {_current.NotAfter.ToUniversalTime():yyyy-MM-dd}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or JsonException or CryptographicException or ArgumentException or CertificateUnavailableException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (old is null)
            {
                throw e as CertificateUnavailableException ?? new CertificateUnavailableException($"no certificate was got from the server: {(e.InnerException ?? e).Message}", e);
            }

            log(string.Create(CultureInfo.InvariantCulture, $"the certificate was not renewed, and the one before counts until {old.NotAfter.ToUniversalTime():yyyy-MM-dd}: {(e.InnerException ?? e).Message}"));
        }
    }

    private async Task<X509Certificate2> RequestAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signing = new CertificateRequest($"CN={device}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/fleet/devices/{Uri.EscapeDataString(device)}/certificates")
        {
            Content = JsonContent.Create(new IssueCertificateRequest(signing), FleetMessages.Default.IssueCertificateRequest),
        };
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new CertificateUnavailableException($"the server answered {(int)response.StatusCode} when asked for a certificate: {answer[..Math.Min(answer.Length, 500)]}", null);
        }

        var issued = await response.Content.ReadFromJsonAsync(FleetMessages.Default.IssuedCertificate, cancellationToken) ?? throw new JsonException("The server's answer is empty.");
        var privateKey = key.ExportPkcs8PrivateKeyPem();
        // Throws where the answer is for another key.
        var certificate = X509Certificate2.CreateFromPem(issued.Certificate, privateKey);
        CertificateFile.Write(path, issued.Certificate, privateKey);
        return certificate;
    }

    private static DateTimeOffset RenewAt(X509Certificate2 certificate) => certificate.NotBefore + ((certificate.NotAfter - certificate.NotBefore) * 2 / 3);
}
