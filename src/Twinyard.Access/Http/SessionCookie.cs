using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

/// <summary>
/// The browser's session. Cookies are shared by all ports of a host, so the name tells the environments of one machine apart. While the browser acts in another role, its own session waits in a second cookie.
/// </summary>
internal static class SessionCookie
{
    /// <summary>That of the other role as long as it lasts, else the browser's own.</summary>
    public static string? Read(HttpContext context, string environment) => context.Request.Cookies[Assumed(environment)] ?? context.Request.Cookies[Name(environment)];

    /// <summary>The browser's own; the other role ends.</summary>
    public static void Write(HttpContext context, string environment, string secret, DateTimeOffset? expiresAt)
    {
        context.Response.Cookies.Append(Name(environment), secret, Options(context, expiresAt));
        SwitchBack(context, environment);
    }

    /// <param name="expiresAt">When the browser forgets it, and is in its own role again.</param>
    public static void Switch(HttpContext context, string environment, string secret, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Assumed(environment), secret, Options(context, expiresAt));

    public static void SwitchBack(HttpContext context, string environment)
    {
        if (context.Request.Cookies.ContainsKey(Assumed(environment)))
        {
            context.Response.Cookies.Delete(Assumed(environment), Options(context, null));
        }
    }

    /// <summary>The browser's own, whichever role it acts in.</summary>
    public static string? ReadOwn(HttpContext context, string environment) => context.Request.Cookies[Name(environment)];

    public static void Remove(HttpContext context, string environment)
    {
        context.Response.Cookies.Delete(Name(environment), Options(context, null));
        SwitchBack(context, environment);
    }

    private static string Name(string environment) => $"twinyard-{environment}";

    // No environment's name has a dot.
    private static string Assumed(string environment) => $"twinyard-{environment}.role";

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
