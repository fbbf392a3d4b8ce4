using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Certificates;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Host.Tests;

/// <summary>The real server over TLS, with a certificate that it has issued to itself.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("twinyard-test-");
    private TwinyardServer? _server;
    private X509Certificate2? _authority;

    private TwinyardServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync()
    {
        var flags = new Dictionary<string, string?> { ["Urls"] = "https://127.0.0.1:0", ["LogLevel"] = "Error", ["Fleet:MqttPort"] = "0", ["Fleet:MqttTlsPort"] = "0", ["Fleet:MqttTlsAddress"] = "127.0.0.1" };
        _server = (await TwinyardServer.StartAsync(_home.FullName, flags, CancellationToken.None)).Value;
        using var owner = await OwnerAsync(Server.LocalUrl, trusted: null);
        _authority = X509Certificate2.CreateFromPem((await owner.GetFromJsonAsync<AuthorityCertificate>("/api/v1/access/authority"))!.Certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task Url_IsEncrypted_ForWhomTrustsTheAuthority_AndForNobodyElse()
    {
        Server.Url.ShouldStartWith("https://127.0.0.1:");
        using var trusting = await OwnerAsync(Server.Url, _authority);
        (await trusting.GetAsync("/api/v1/access/whoami")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var other = await OwnerAsync(Server.Url, trusted: null);
        (await Should.ThrowAsync<HttpRequestException>(async () => await other.GetAsync("/api/v1/access/whoami"))).InnerException.ShouldBeOfType<AuthenticationException>();
    }

    [Fact]
    public async Task Machine_ReachesTheServerInTheOpenOnLoopback_AndPeopleGetTheOtherAddress()
    {
        var written = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_home.FullName, "server.json"), TestContext.Current.CancellationToken)).RootElement;
        written.GetProperty("url").GetString().ShouldBe(Server.LocalUrl);
        new Uri(Server.LocalUrl).IsLoopback.ShouldBeTrue();
        Server.LocalUrl.ShouldStartWith("http://");

        using var owner = await OwnerAsync(Server.LocalUrl, trusted: null);
        using var link = await owner.PostAsync("/api/v1/access/sign-in-links", null);
        (await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"{Server.Url}/signin");
    }

    [Fact]
    public async Task Cookie_OfASignInOverTls_GoesOverNothingElse()
    {
        using var owner = await OwnerAsync(Server.LocalUrl, trusted: null);
        using var link = await owner.PostAsync("/api/v1/access/sign-in-links", null);
        var url = JsonDocument.Parse(await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("url").GetString()!;
        using var browser = Client(Server.Url, _authority, null);

        using var signedIn = await browser.GetAsync(url);

        signedIn.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldContain("secure", Case.Insensitive);
    }

    [Fact]
    public async Task Device_WithItsCertificate_IsTheDevice_UntilItIsRevoked()
    {
        using var owner = await OwnerAsync(Server.Url, _authority);
        (await owner.PostAsJsonAsync("/api/v1/fleet/devices", new EnrolDeviceRequest("press-07", null))).EnsureSuccessStatusCode();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new IssueCertificateRequest(new CertificateRequest("CN=press-07", key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        using var answered = await owner.PostAsJsonAsync("/api/v1/fleet/devices/press-07/certificates", request);
        var issued = (await answered.Content.ReadFromJsonAsync<IssuedCertificate>()).ShouldNotBeNull();
        using var device = Client(Server.Url, _authority, X509Certificate2.CreateFromPem(issued.Certificate, key.ExportPkcs8PrivateKeyPem()));

        // It renews its own, and may nothing else: neither look around, nor ask for another's.
        (await device.PostAsJsonAsync("/api/v1/fleet/devices/press-07/certificates", request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await device.PostAsJsonAsync("/api/v1/fleet/devices/press-08/certificates", request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await device.GetAsync("/api/v1/fleet/devices")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // Another site that makes a browser send it.
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/fleet/devices/press-07/certificates") { Content = JsonContent.Create(request), Headers = { { "Origin", "https://evil.example" } } };
        (await device.SendAsync(forged)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await owner.DeleteAsync($"/api/v1/fleet/devices/press-07/certificates/{issued.Summary.Fingerprint}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var refused = await device.PostAsJsonAsync("/api/v1/fleet/devices/press-07/certificates", request);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("certificate-revoked");
    }

    [Fact]
    public async Task Client_WithACertificateOfAnotherAuthority_IsNoConnection()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=press-07", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var client = Client(Server.Url, _authority, own);

        await Should.ThrowAsync<HttpRequestException>(async () => await client.GetAsync("/api/v1/access/whoami"));
    }

    private async Task<HttpClient> OwnerAsync(string url, X509Certificate2? trusted)
    {
        var request = new TokenRequest(new Principal(Principal.User, "olga", Role.Owner), "", null);
        var client = Client(url, trusted, null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await Server.Services.GetRequiredService<ITokens>().IssueAsync(request, CancellationToken.None)).Secret);
        return client;
    }

    private static HttpClient Client(string url, X509Certificate2? trusted, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(trusted);
        }

        if (certificate is not null)
        {
            // Also where the server does not ask for one of its issuer.
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new HttpClient(handler) { BaseAddress = new Uri(url) };
    }
}
