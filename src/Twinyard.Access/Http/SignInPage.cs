using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Twinyard.Access.Endpoints;
using Twinyard.Access.OpenId;

namespace Twinyard.Access.Http;

/// <summary>Name and password, on a page that loads nothing and can be shown in no other site's.</summary>
internal static class SignInPage
{
    private const string Style =
        """
        :root { color-scheme: light dark; }
        body { font: 16px/1.6 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 1.5rem; }
        main { width: 100%; max-width: 24rem; }
        h1 { font-size: 1.4rem; font-weight: 600; margin-bottom: 1.5rem; }
        label { display: block; margin: 1rem 0 .25rem; }
        input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .75rem; border: 1px solid #8888; border-radius: .375rem; background: Field; color: FieldText; }
        button { margin-top: 1.5rem; width: 100%; font: inherit; padding: .6rem; border: 0; border-radius: .375rem; background: #3f51c5; color: #fff; cursor: pointer; }
        .provider { display: block; text-align: center; padding: .6rem; border: 1px solid #8888; border-radius: .375rem; color: inherit; text-decoration: none; }
        .problem { border-left: 3px solid #c0392b; padding: .25rem .75rem; }
        .other { margin-top: 2rem; font-size: .875rem; opacity: .8; }
        p { overflow-wrap: anywhere; }
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <param name="problem">What went wrong before; null for nothing.</param>
    /// <param name="next">Where to go then.</param>
    public static Task WriteAsync(HttpContext context, int status, string? problem, string? next)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        var told = problem is null ? "" : $"""<p class="problem" role="alert">{WebUtility.HtmlEncode(problem)}</p>""";
        var provider = context.RequestServices.GetService<IOptions<OpenIdOptions>>()?.Value is { IsConfigured: true } openId
            ? $"""<p><a class="provider" href="{OpenIdEndpoints.Begin}{(LocalPath.Is(next) ? $"?next={Uri.EscapeDataString(next)}" : "")}">Sign in with {WebUtility.HtmlEncode(openId.DisplayName)}</a></p>"""
            : "";
        var landing = LocalPath.Is(next) ? $"""<input type="hidden" name="next" value="{WebUtility.HtmlEncode(next)}">""" : "";
        return context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Please sign in · Twinyard</title>
              <style>{Style}</style>
            </head>
            <body>
              <main>
                <h1>Please sign in</h1>
                {told}
                <form method="post" action="/login">
                  <label for="name">Name</label>
                  <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
                  <label for="password">Password</label>
                  <input id="password" name="password" type="password" autocomplete="current-password" required>
                  {landing}
                  <button>Sign in</button>
                </form>
                {provider}
                <p class="other">Without a password: {WebUtility.HtmlEncode(RefusalPage.HowToSignIn)}</p>
              </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }
}
