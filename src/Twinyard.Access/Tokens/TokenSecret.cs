using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Platform.Ids;

namespace Twinyard.Access.Tokens;

/// <summary>
/// The text <c>ty_&lt;id&gt;_&lt;secret&gt;</c>: a public id of 64 bits to look it up by, and 256 random bits that prove it.
/// </summary>
internal static class TokenSecret
{
    public const string Prefix = "ty_";
    private const int MaximumLength = 128;

    public static (string Id, string Text) Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");
    }

    /// <returns>The public id, or null where the text cannot be a token.</returns>
    public static string? IdOf(string text)
    {
        if (text.Length > MaximumLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = text.IndexOf('_', Prefix.Length);
        return end > Prefix.Length ? text[Prefix.Length..end] : null;
    }

    public static string Hash(string text) => ContentHash.Of(text);

    /// <summary>Takes the same time wherever the two differ.</summary>
    public static bool HashesEqual(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));
}
