using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Certificates;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Certificates;

public sealed class ServerTlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");
    private HomeDirectory? _home;

    private string CertificateFile => Path.Combine(_folder.FullName, "server.pem");

    private string KeyFile => Path.Combine(_folder.FullName, "server.key");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _home?.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Prepare_WithoutFiles_IssuesOne_AndRenewsItAfterTwoThirdsOfItsTime()
    {
        await using var test = await CreateAsync(tls => tls.Names = "yard.example");
        var tls = test.Get<ServerTls>();
        (await tls.PrepareAsync(AccessTest.None)).Error.ShouldBeNull();
        var first = tls.Current.ShouldNotBeNull();
        first.Leaf.MatchesHostname("yard.example").ShouldBeTrue();

        test.Time.Advance(first.RenewAt - test.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        await tls.RunOnceAsync(AccessTest.None);
        tls.Current.ShouldBe(first);

        test.Time.Advance(TimeSpan.FromSeconds(1));
        await tls.RunOnceAsync(AccessTest.None);
        tls.Current.ShouldNotBe(first);
        tls.Current!.Leaf.NotAfter.ShouldBeGreaterThan(first.Leaf.NotAfter);
        tls.Current.Leaf.Issuer.ShouldBe(first.Leaf.Issuer);
    }

    [Fact]
    public async Task Prepare_WithFiles_ShowsThem_AndReadsThemAgainWhenTheyWereReplaced()
    {
        await using var test = await CreateAsync(Named);
        Write("first.example", test.Time.GetUtcNow());
        var tls = test.Get<ServerTls>();
        (await tls.PrepareAsync(AccessTest.None)).Error.ShouldBeNull();
        tls.Current!.Leaf.Subject.ShouldBe("CN=first.example");

        Write("second.example", test.Time.GetUtcNow());
        File.SetLastWriteTimeUtc(CertificateFile, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        await tls.RunOnceAsync(AccessTest.None);
        tls.Current!.Leaf.Subject.ShouldBe("CN=second.example");

        // What cannot be used is not taken over.
        await File.WriteAllTextAsync(CertificateFile, "nonsense", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(CertificateFile, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(2));
        await tls.RunOnceAsync(AccessTest.None);
        tls.Current!.Leaf.Subject.ShouldBe("CN=second.example");

        // Nor does a file that is gone for a moment end anything.
        File.Delete(CertificateFile);
        await tls.RunOnceAsync(AccessTest.None);
        tls.Current!.Leaf.Subject.ShouldBe("CN=second.example");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("no certificate")]
    [InlineData("another's key")]
    [InlineData("ended")]
    public async Task Prepare_FilesThatCannotBeUsed_IsRefusedWithTheirName(string how)
    {
        await using var test = await CreateAsync(Named);
        if (how != "missing")
        {
            Write("yard.example", how == "ended" ? test.Time.GetUtcNow().AddDays(-30) : test.Time.GetUtcNow());
        }

        if (how == "no certificate")
        {
            await File.WriteAllTextAsync(CertificateFile, "nonsense", TestContext.Current.CancellationToken);
        }

        if (how == "another's key")
        {
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            await File.WriteAllTextAsync(KeyFile, other.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        }

        var error = (await test.Get<ServerTls>().PrepareAsync(AccessTest.None)).Error.ShouldNotBeNull();

        error.Code.ShouldBe("tls-certificate-invalid");
        error.Message.ShouldContain(CertificateFile);
        error.Remedy.ShouldNotBeEmpty();
    }

    private void Named(TlsOptions tls) => (tls.Certificate, tls.Key) = (CertificateFile, KeyFile);

    private async Task<AccessTest> CreateAsync(Action<TlsOptions> configure)
    {
        _home = HomeDirectory.Open(Path.Combine(_folder.FullName, "home")).Value;
        return await AccessTest.CreateAsync(DatabaseEngine.Sqlite, services =>
        {
            services.AddSingleton(_home);
            services.Configure(configure);
        });
    }

    private void Write(string name, DateTimeOffset from)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(from.AddDays(-1), from.AddDays(20));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
