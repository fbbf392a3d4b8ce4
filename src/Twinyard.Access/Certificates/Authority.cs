using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Access.Certificates;

/// <summary>The environment's authority with its private key: issues certificates of servers and of devices, and no authorities. RFC 5280.</summary>
internal sealed class Authority : IDisposable
{
    private const int SerialBytes = 16;

    /// <summary>The extended key usage of servers.</summary>
    public static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The extended key usage of clients.</summary>
    public static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Before now, so that clocks that go after do not refuse what was just issued.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    private Authority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>With the private key.</summary>
    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public static Authority Make(string environment, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject($"Twinyard {environment} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new Authority(request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Lifetime));
    }

    /// <param name="text">Of <see cref="Export"/>.</param>
    public static Authority Import(string text) => new(X509Certificate2.CreateFromPem(text, text));

    /// <summary>Certificate and private key in PEM, to be encrypted.</summary>
    public string Export()
    {
        using var key = Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The authority has no private key.");
        return $"{Certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>Of a server, with a new private key that is nowhere but in the answer.</summary>
    public X509Certificate2 IssueServer(ServerNames names, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(names.First), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.ToExtension());
        using var issued = Issue(request, ServerUse, now, lifetime);
        return issued.CopyWithPrivateKey(key);
    }

    /// <param name="key">Of the device's request; nothing else of that counts.</param>
    public X509Certificate2 IssueDevice(string device, PublicKey key, DateTimeOffset now, TimeSpan lifetime) =>
        Issue(new CertificateRequest(Subject(device), key, HashAlgorithmName.SHA256), ClientUse, now, lifetime);

    public void Dispose() => Certificate.Dispose();

    private X509Certificate2 Issue(CertificateRequest request, Oid use, DateTimeOffset now, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var key = Certificate.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The authority has no private key.");
        var end = now + lifetime < Certificate.NotAfter ? now + lifetime : Certificate.NotAfter;
        return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Backdated, end, Serial());
    }

    private static X500DistinguishedName Subject(string commonName)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        return subject.Build();
    }

    // Positive, as RFC 5280 4.1.2.2 asks, and of 127 bits of chance.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x01);
        return serial;
    }
}
