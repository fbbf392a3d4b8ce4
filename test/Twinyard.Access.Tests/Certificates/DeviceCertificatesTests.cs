using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Certificates;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Tests.Secrets;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Certificates;

public sealed class DeviceCertificatesTests
{
    private static readonly Principal Owner = new(Principal.User, "alice", "owner");

    [Theory, EveryDatabase]
    public async Task Authenticate_UntilItEndsOrIsRevoked_IsTheDevice(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        var (certificate, info) = await IssueAsync(test, "press-07");
        var (other, _) = await IssueAsync(test, "press-08");

        var known = await Login(test).AuthenticateAsync(certificate, AccessTest.None);

        (known.Value.Kind, known.Value.Name, known.Value.Role).ShouldBe((Principal.Device, "press-07", "device"));
        (await Tokens(test).CheckAsync(known.Value, AccessTest.None)).IsOk.ShouldBeTrue();
        (await Certificates(test).RevokeAsync("press-08", info.Fingerprint, AccessTest.None)).Error?.Code.ShouldBe("certificate-not-found");
        (await Certificates(test).RevokeAsync("press-07", info.Fingerprint, AccessTest.None)).IsOk.ShouldBeTrue();
        (await Login(test).AuthenticateAsync(certificate, AccessTest.None)).Error?.Code.ShouldBe("certificate-revoked");
        (await Tokens(test).CheckAsync(known.Value, AccessTest.None)).Error?.Code.ShouldBe("session-ended");
        (await Certificates(test).ListAsync("press-07", AccessTest.None)).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();

        (await Login(test).AuthenticateAsync(other, AccessTest.None)).IsOk.ShouldBeTrue();
        test.Access.Time.Advance(TimeSpan.FromDays(366));
        (await Login(test).AuthenticateAsync(other, AccessTest.None)).Error?.Code.ShouldBe("certificate-expired");
    }

    [Fact]
    public async Task Authenticate_OneThatWasNotIssuedHere_IsUnknown()
    {
        await using var test = await SecretsTest.CreateAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var foreign = Authority.Make("dev", test.Access.Time.GetUtcNow()).IssueDevice(
            "press-07", AuthorityTests.Key(new CertificateRequest("CN=press-07", key, HashAlgorithmName.SHA256)), test.Access.Time.GetUtcNow(), TimeSpan.FromDays(1));

        (await Login(test).AuthenticateAsync(foreign, AccessTest.None)).Error?.Code.ShouldBe("certificate-unknown");
    }

    [Fact]
    public async Task Authenticate_ATokenInTheFormOfACertificates_IsNone()
    {
        await using var test = await SecretsTest.CreateAsync();
        var (_, info) = await IssueAsync(test, "press-07");

        foreach (var secret in new[] { "", "x", info.Fingerprint })
        {
            (await Tokens(test).AuthenticateAsync($"ty_certificate.{info.Fingerprint}_{secret}", AccessTest.None)).Error?.Code.ShouldBe("token-unknown");
        }
    }

    [Theory, EveryDatabase]
    public async Task Issue_MoreThanCountAtOnce_IsRefusedUntilSomeEnd(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        for (var i = 0; i < DeviceCertificates.MostAtOnce; i++)
        {
            await IssueAsync(test, "press-07");
        }

        (await Certificates(test).IssueAsync("press-07", Request(), Owner, AccessTest.None)).Error?.Code.ShouldBe("certificates-too-many");
        (await Certificates(test).IssueAsync("press-08", Request(), Owner, AccessTest.None)).IsOk.ShouldBeTrue();
        await Certificates(test).RevokeAllAsync("press-07", AccessTest.None);
        (await Certificates(test).IssueAsync("press-07", Request(), Owner, AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Authority_IsOneForAllNodes_AndFollowsTheRotationOfKeys(DatabaseEngine engine)
    {
        await using var test = await SecretsTest.CreateAsync(engine);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => New(test).FindOrMakeAsync(AccessTest.None)));
        made.Select(authority => authority.Value.Pem).Distinct().ShouldHaveSingleItem();

        (await test.Rotation.RotateAsync(dropOld: true, AccessTest.None)).IsOk.ShouldBeTrue();

        (await New(test).FindOrMakeAsync(AccessTest.None)).Value.Pem.ShouldBe(made[0].Value.Pem);
    }

    [Fact]
    public async Task Authority_WhoseKeyIsNotThere_IsNotMadeAnew()
    {
        await using var test = await SecretsTest.CreateAsync();
        await New(test).FindOrMakeAsync(AccessTest.None);
        File.WriteAllBytes(test.KeyFile, KeyRing.New().ToFile());

        (await New(test).FindOrMakeAsync(AccessTest.None)).Error?.Code.ShouldBe("secret-key-missing");
    }

    internal static string Request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=whoever", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static CertificateAuthority New(SecretsTest test) => ActivatorUtilities.CreateInstance<CertificateAuthority>(test.Access.Get<IServiceProvider>());

    private static IDeviceCertificates Certificates(SecretsTest test) => test.Access.Get<IDeviceCertificates>();

    private static ICertificateAuthentication Login(SecretsTest test) => test.Access.Get<ICertificateAuthentication>();

    private static ITokens Tokens(SecretsTest test) => test.Access.Get<ITokens>();

    private static async Task<(X509Certificate2 Certificate, DeviceCertificateInfo Info)> IssueAsync(SecretsTest test, string device)
    {
        var issued = (await Certificates(test).IssueAsync(device, Request(), Owner, AccessTest.None)).Value;
        issued.Info.IssuedBy.ShouldBe("user/alice");
        return (X509Certificate2.CreateFromPem(issued.Certificate), issued.Info);
    }
}
