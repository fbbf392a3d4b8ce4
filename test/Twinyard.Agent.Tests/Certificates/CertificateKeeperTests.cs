using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Agent.Certificates;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Tests.Certificates;

public sealed class CertificateKeeperTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly FakeAuthority _server;
    private readonly HttpClient _http;
    private readonly List<string> _log = [];

    public CertificateKeeperTests()
    {
        _server = new FakeAuthority(_time);
        _http = new HttpClient(_server) { BaseAddress = new Uri("https://yard.example/") };
    }

    private string CertificatePath => Path.Combine(_folder.FullName, "sub", "device.pem");

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ensure_WhereThereIsNone_AsksWithTheSecretAndKeepsIt()
    {
        using var keeper = Keeper("s3cret");
        keeper.Current.ShouldBeNull();

        await keeper.EnsureAsync(CancellationToken.None);
        await keeper.EnsureAsync(CancellationToken.None);

        _server.Requests.ShouldBe(["/api/v1/fleet/devices/press-07/certificates Bearer s3cret"]);
        keeper.Current.ShouldNotBeNull().HasPrivateKey.ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(CertificatePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var again = Keeper(null);
        again.Current.ShouldNotBeNull().Thumbprint.ShouldBe(keeper.Current.Thumbprint);
    }

    [Fact]
    public async Task Ensure_AfterTwoThirdsOfItsTime_AsksForTheNextWithANewKey()
    {
        using var keeper = Keeper("s3cret");
        await keeper.EnsureAsync(CancellationToken.None);
        var first = keeper.Current!;
        using var given = Keeper(null);

        _time.Advance(TimeSpan.FromDays(66));
        await given.EnsureAsync(CancellationToken.None);
        given.Current!.Thumbprint.ShouldBe(first.Thumbprint);

        _time.Advance(TimeSpan.FromDays(1));
        await given.EnsureAsync(CancellationToken.None);
        given.Current!.Thumbprint.ShouldNotBe(first.Thumbprint);
        given.Current.GetPublicKeyString().ShouldNotBe(first.GetPublicKeyString());
        _server.Requests[^1].ShouldBe("/api/v1/fleet/devices/press-07/certificates ");
    }

    [Fact]
    public async Task Ensure_WhileTheServerIsAway_KeepsTheOneThatCounts_AndTellsWhenThereIsNone()
    {
        using var keeper = Keeper("s3cret");
        await keeper.EnsureAsync(CancellationToken.None);
        var first = keeper.Current!;
        _server.Failure = HttpStatusCode.ServiceUnavailable;

        _time.Advance(TimeSpan.FromDays(70));
        await keeper.EnsureAsync(CancellationToken.None);
        keeper.Current.ShouldBe(first);
        _log[^1].ShouldContain("503");

        _time.Advance(TimeSpan.FromDays(31));
        (await Should.ThrowAsync<CertificateUnavailableException>(() => keeper.EnsureAsync(CancellationToken.None))).Message.ShouldContain("503");

        _server.Failure = null;
        await keeper.EnsureAsync(CancellationToken.None);
        keeper.Current.ShouldNotBe(first);
    }

    [Fact]
    public async Task Ensure_AnAnswerForAnotherKey_IsNotKept()
    {
        _server.AnswersForAnotherKey = true;
        using var keeper = Keeper("s3cret");

        await Should.ThrowAsync<CertificateUnavailableException>(() => keeper.EnsureAsync(CancellationToken.None));

        File.Exists(CertificatePath).ShouldBeFalse();
    }

    [Fact]
    public void File_WithoutACertificate_IsToldWithItsName()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CertificatePath)!);
        File.WriteAllText(CertificatePath, "nonsense");

        Should.Throw<InvalidDataException>(() => Keeper(null)).Message.ShouldContain(CertificatePath);
        Should.Throw<InvalidDataException>(() => CertificateFile.ReadAuthorities(CertificatePath)).Message.ShouldContain("tls authority");
    }

    private CertificateKeeper Keeper(string? secret) => new(CertificatePath, "press-07", _http, secret, _time, _log.Add);

    /// <summary>Issues for a hundred days, as the server does.</summary>
    private sealed class FakeAuthority(TimeProvider time) : HttpMessageHandler
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public List<string> Requests { get; } = [];

        public HttpStatusCode? Failure { get; set; }

        public bool AnswersForAnotherKey { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.RequestUri!.AbsolutePath} {request.Headers.Authorization}");
            if (Failure is { } status)
            {
                return new HttpResponseMessage(status);
            }

            var body = (await request.Content!.ReadFromJsonAsync<IssueCertificateRequest>(cancellationToken))!;
            var key = AnswersForAnotherKey ? new CertificateRequest("CN=x", _key, HashAlgorithmName.SHA256).PublicKey : CertificateRequest.LoadSigningRequestPem(body.Request, HashAlgorithmName.SHA256).PublicKey;
            var now = time.GetUtcNow();
            using var certificate = new CertificateRequest(new X500DistinguishedName("CN=press-07"), key, HashAlgorithmName.SHA256)
                .Create(new X500DistinguishedName("CN=authority"), X509SignatureGenerator.CreateForECDsa(_key), now, now.AddDays(100), [1, .. BitConverter.GetBytes(Requests.Count)]);
            var summary = new DeviceCertificateSummary("press-07", certificate.Thumbprint, "active", "device/press-07", now, now.AddDays(100), null);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new IssuedCertificate(summary, certificate.ExportCertificatePem(), "")) };
        }
    }
}
