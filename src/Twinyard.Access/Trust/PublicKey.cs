using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace Twinyard.Access.Trust;

/// <summary>The public part of an environment's key, as a JSON Web Key (RFC 7517) on the curve P-256 for ES256 (RFC 7518).</summary>
/// <param name="Id">Its thumbprint (RFC 7638): the SHA-256 of what makes the key, in base64url.</param>
/// <param name="X">32 bytes in base64url.</param>
/// <param name="Y">32 bytes in base64url.</param>
public sealed record PublicKey(
    [property: JsonPropertyName("kty")] string Type,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string Id,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y)
{
    internal const int CoordinateSize = 32;

    internal static PublicKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new PublicKey("EC", "P-256", SecurityAlgorithms.EcdsaSha256, Thumbprint(x, y), x, y);
    }

    /// <returns>Null where it is no such key, its point is not on the curve, or its id is not its thumbprint.</returns>
    internal ECDsa? Open()
    {
        if (Type != "EC" || Curve != "P-256" || Algorithm != SecurityAlgorithms.EcdsaSha256 || Coordinate(X) is not { } x || Coordinate(Y) is not { } y || Id != Thumbprint(X, Y))
        {
            return null;
        }

        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Coordinate(string? text)
    {
        // Of several texts for the same bytes only the one that would be written counts, as the thumbprint is of the text.
        var bytes = new byte[CoordinateSize];
        return text is not null && Base64Url.IsValid(text, out var length) && length == CoordinateSize && Base64Url.TryDecodeFromChars(text, bytes, out _) && Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    private static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
