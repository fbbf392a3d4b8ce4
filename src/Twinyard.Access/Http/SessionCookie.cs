using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

/// <summary>
/// The browser's session. Cookies are shared by all ports of a host, so the name tells the environments of one machine apart.
/// </summary>
internal static class SessionCookie
{
    public static string? Read(HttpContext context, string environment) => context.Request.Cookies[Name(environment)];

    public static void Write(HttpContext context, string environment, string secret, DateTimeOffset? expiresAt) =>
        context.Response.Cookies.Append(Name(environment), secret, Options(context, expiresAt));

    public static void Remove(HttpContext context, string environment) =>
        context.Response.Cookies.Delete(Name(environment), Options(context, null));

    private static string Name(string environment) => $"twinyard-{environment}";

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        Expires = expiresAt,
        IsEssential = true,
    };
}
