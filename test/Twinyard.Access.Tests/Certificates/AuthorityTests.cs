using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Twinyard.Access.Certificates;

namespace Twinyard.Access.Tests.Certificates;

public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void IssueServer_IsTrustedForServersAndItsNames_AndForNothingElse()
    {
        using var authority = Authority.Import(Authority.Make("dev", Now).Export());
        using var server = authority.IssueServer(ServerNames.Of(["*.yard.example", "10.1.2.3"], ["yard.example"]), Now, TimeSpan.FromDays(90));

        Builds(server, authority, Authority.ServerUse).ShouldBeTrue();
        Builds(server, authority, Authority.ClientUse).ShouldBeFalse();
        Builds(server, Authority.Make("dev", Now), Authority.ServerUse).ShouldBeFalse();
        foreach (var name in new[] { "yard.example", "a.yard.example", "localhost", "10.1.2.3", "127.0.0.1" })
        {
            server.MatchesHostname(name).ShouldBeTrue(name);
        }

        server.MatchesHostname("evil.example").ShouldBeFalse();
        server.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void IssueDevice_IsTrustedForClients_AndIssuesNothingItself()
    {
        using var authority = Authority.Make("dev", Now);
        using var key = RSA.Create(2048);
        using var device = authority.IssueDevice("press-07", Key(new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), Now, TimeSpan.FromDays(365));

        Builds(device, authority, Authority.ClientUse).ShouldBeTrue();
        Builds(device, authority, Authority.ServerUse).ShouldBeFalse();
        device.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("press-07");
        device.Extensions.OfType<X509BasicConstraintsExtension>().ShouldHaveSingleItem().CertificateAuthority.ShouldBeFalse();
        device.NotBefore.ToUniversalTime().ShouldBeLessThan(Now.UtcDateTime);
    }

    [Fact]
    public void Issue_BeyondTheAuthoritysOwnEnd_EndsWithIt()
    {
        using var authority = Authority.Make("dev", Now);
        using var server = authority.IssueServer(ServerNames.Of([], []), Now, TimeSpan.FromDays(36_500));

        server.NotAfter.ShouldBe(authority.Certificate.NotAfter);
    }

    [Fact]
    public void ReadKey_OfARequest_ChecksThatItsMakerHasTheKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var pem = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA384).CreateSigningRequestPem();
        SigningRequest.ReadKey(pem).Error.ShouldBeNull();

        // One bit of the signature, which is at the end.
        var bytes = Convert.FromBase64String(string.Concat(pem.Split('\n')[1..^1]));
        bytes[^1] ^= 1;
        SigningRequest.ReadKey(PemEncoding.WriteString("CERTIFICATE REQUEST", bytes)).Error?.Code.ShouldBe("certificate-request-invalid");
    }

    [Fact]
    public void ReadKey_OfWhatIsWeakOrNone_IsRefusedWithTheCause()
    {
        using var rsa = RSA.Create(1024);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        (string Request, string Cause)[] bad =
        [
            (new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(), "1024 bits"),
            (new CertificateRequest("CN=x", brainpool, HashAlgorithmName.SHA256).CreateSigningRequestPem(), "curve"),
            ("", ""),
            ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", ""),
            (new string('x', SigningRequest.LongestText + 1), "is the most"),
        ];
        foreach (var (request, cause) in bad)
        {
            var error = SigningRequest.ReadKey(request).Error.ShouldNotBeNull();
            error.Code.ShouldBe("certificate-request-invalid");
            error.Message.ShouldContain(cause);
        }
    }

    [Theory]
    [InlineData("yard.example", true)]
    [InlineData("*.yard.example", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("fd00::2", true)]
    [InlineData("*", false)]
    [InlineData("a b", false)]
    [InlineData("straße.example", false)]
    [InlineData("", false)]
    public void IsName_Text_IsOneThatCanStandInACertificate(string text, bool isName) => ServerNames.IsName(text).ShouldBe(isName);

    internal static PublicKey Key(CertificateRequest request) => SigningRequest.ReadKey(request.CreateSigningRequestPem()).Value;

    private static bool Builds(X509Certificate2 certificate, Authority authority, Oid use)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(use);
        return chain.Build(certificate);
    }
}
