using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>Reads certificate signing requests of PKCS #10 (RFC 2986).</summary>
internal static class SigningRequest
{
    public const int LongestText = 16 * 1024;

    private const int ShortestRsa = 2048;
    private const int LongestRsa = 8192;

    /// <summary>The key, after the request's signature has shown that whoever made it has the private one.</summary>
    public static Result<PublicKey> ReadKey(string pem)
    {
        if (pem.Length > LongestText)
        {
            return Invalid($"it has {pem.Length} characters, and {LongestText} is the most");
        }

        try
        {
            var key = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256).PublicKey;
            return Weakness(key) is { } weakness ? Invalid(weakness) : key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return Invalid(e.Message);
        }
    }

    private static string? Weakness(PublicKey key)
    {
        using var curve = key.GetECDsaPublicKey();
        if (curve is not null)
        {
            return curve.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35" ? null : "its curve is none of P-256, P-384 and P-521";
        }

        using var rsa = key.GetRSAPublicKey();
        return rsa is null ? "its key is neither EC nor RSA"
            : rsa.KeySize is < ShortestRsa or > LongestRsa ? $"its RSA key has {rsa.KeySize} bits, and {ShortestRsa} to {LongestRsa} are taken"
            : null;
    }

    private static InvalidError Invalid(string cause) => new(
        "certificate-request-invalid", $"The certificate signing request cannot be used: {cause}.", "Make one such as `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout device.key -subj /CN=device -out device.csr`.");
}
