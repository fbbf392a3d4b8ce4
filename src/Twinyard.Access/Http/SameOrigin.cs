using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

/// <summary>
/// Keeps other sites from using a browser's cookie. Browsers tell with <c>Sec-Fetch-Site</c> where a request comes from, and
/// where they do not (plain HTTP beyond loopback) with <c>Origin</c>.
/// </summary>
internal static class SameOrigin
{
    /// <summary>Requests that change something, and WebSockets: those reach any origin without being asked.</summary>
    public static bool IsNeeded(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.Count > 0;

    /// <summary>Whether the request says of which site it comes, as every browser's does.</summary>
    public static bool IsTold(HttpRequest request) => request.Headers["Sec-Fetch-Site"].Count > 0 || request.Headers.Origin.Count > 0;

    public static bool IsMet(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            // "none" is the person at the browser: a typed address or a bookmark.
            return site is "same-origin" or "none";
        }

        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && string.Equals(origin.Scheme, request.Scheme == "wss" ? "https" : request.Scheme == "ws" ? "http" : request.Scheme, StringComparison.OrdinalIgnoreCase)
            && string.Equals(origin.Authority, new UriBuilder(request.Scheme, request.Host.Host, request.Host.Port ?? -1).Uri.Authority, StringComparison.OrdinalIgnoreCase);
    }
}
