using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>What the server shows in a handshake.</summary>
/// <param name="Leaf">With its private key.</param>
/// <param name="Context">The leaf, those above it, and whose certificates of clients are taken.</param>
/// <param name="IsOwn">Whether it comes from files of the configuration.</param>
/// <param name="Stamp">When its files were written, to see that they were replaced; 0 for one that was issued here.</param>
internal sealed record ServerCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context, bool IsOwn, long Stamp)
{
    /// <summary>After two thirds of its time.</summary>
    public DateTimeOffset RenewAt => Leaf.NotBefore + ((Leaf.NotAfter - Leaf.NotBefore) * 2 / 3);

    public static ServerCertificate Issued(X509Certificate2 leaf, Authority authority) => new(leaf, ContextOf(leaf, [], authority), IsOwn: false, Stamp: 0);

    /// <summary>Of PEM files.</summary>
    public static Result<ServerCertificate> Read(string certificateFile, string keyFile, Authority authority, DateTimeOffset now)
    {
        try
        {
            var stamp = StampOf(certificateFile, keyFile);
            var leaf = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (leaf.NotAfter <= now)
            {
                return Invalid($"The certificate in {certificateFile} ended at {leaf.NotAfter.ToUniversalTime():u}.", "Put the renewed one there, with its key.");
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            var above = new X509Certificate2Collection(chain.Where(certificate => certificate.Thumbprint != leaf.Thumbprint).ToArray());
            return new ServerCertificate(leaf, ContextOf(leaf, above, authority), IsOwn: true, stamp);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return Invalid($"The certificate of {certificateFile} with the key of {keyFile} cannot be used: {e.Message}", "Tls:Certificate and Tls:Key name PEM files that this user can read; the key belongs to the first certificate and has no password.");
        }
    }

    /// <returns>The time of a file that is not there is long ago.</returns>
    public static long StampOf(string certificateFile, string keyFile) => Math.Max(File.GetLastWriteTimeUtc(certificateFile).Ticks, File.GetLastWriteTimeUtc(keyFile).Ticks);

    // What is trusted is told in the handshake, so that a browser asks nobody for a certificate that does not count here.
    private static SslStreamCertificateContext ContextOf(X509Certificate2 leaf, X509Certificate2Collection above, Authority authority) => SslStreamCertificateContext.Create(
        leaf, above, offline: true, SslCertificateTrust.CreateForX509Collection([authority.Certificate], sendTrustInHandshake: true));

    private static InvalidError Invalid(string message, string remedy) => new("tls-certificate-invalid", message, remedy);
}
