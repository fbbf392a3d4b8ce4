using System.Security.Cryptography;
using System.Text;

namespace Twinyard.Platform.Ids;

/// <summary>SHA-256 in lower-case hexadecimal, the one spelling of a content's name in this system.</summary>
public static class ContentHash
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static async Task<string> OfAsync(Stream content, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
}
