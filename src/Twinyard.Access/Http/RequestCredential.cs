using System.Text;
using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

/// <summary>
/// The credential a request brings: <c>Authorization: Bearer</c>, HTTP Basic with the token as password (git), or the console's
/// cookie. A header that is there is never passed over for the cookie.
/// </summary>
internal readonly record struct RequestCredential(string? Secret, bool FromCookie)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    public static RequestCredential Of(HttpContext context, string environment)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return new(SessionCookie.Read(context, environment), FromCookie: true);
        }

        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return new(header[Bearer.Length..].Trim(), FromCookie: false);
        }

        return new(header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? Password(header[Basic.Length..].Trim()) : "", FromCookie: false);
    }

    private static string Password(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : pair[(colon + 1)..];
    }
}
