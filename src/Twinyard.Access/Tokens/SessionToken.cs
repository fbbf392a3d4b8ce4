using System.Buffers.Text;
using System.Security.Cryptography;

namespace Twinyard.Access.Tokens;

/// <summary>The token of a session that another room keeps: <c>ty_&lt;kind&gt;.&lt;name&gt;_&lt;secret&gt;</c>.</summary>
public static class SessionToken
{
    /// <returns>256 random bits as text.</returns>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What may be stored of a secret.</summary>
    public static string Hash(string secret) => TokenSecret.Hash(secret);

    /// <param name="name">Without <c>_</c>.</param>
    public static string Text(string kind, string name, string secret) => $"{TokenSecret.Prefix}{kind}.{name}_{secret}";

    /// <returns>Null where the text cannot be one.</returns>
    internal static (string Kind, string Name, string Secret)? Parse(string text) =>
        TokenSecret.IdOf(text) is { } id && id.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            ? (id[..dot], id[(dot + 1)..], text[(TokenSecret.Prefix.Length + id.Length + 1)..])
            : null;
}
