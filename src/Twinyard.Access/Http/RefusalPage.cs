using System.Net;
using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

/// <summary>A page of its own, without anything to load: nothing else is open to whoever sees it.</summary>
internal static class RefusalPage
{
    public const string HowToSignIn = "Open the link that “twinyard up” printed, or get a new one with “twinyard signin”. A link works once, for ten minutes.";

    public static Task WriteAsync(HttpContext context, int status, string title, string message, string remedy)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return context.Response.WriteAsync(
            $$"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{{WebUtility.HtmlEncode(title)}} · Twinyard</title>
              <style>
                :root { color-scheme: light dark; }
                body { font: 16px/1.6 system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh; margin: 0 1.5rem; }
                main { max-width: 34rem; }
                h1 { font-size: 1.4rem; font-weight: 600; }
                p { overflow-wrap: anywhere; }
              </style>
            </head>
            <body>
              <main>
                <h1>{{WebUtility.HtmlEncode(title)}}</h1>
                <p>{{WebUtility.HtmlEncode(message)}}</p>
                <p>{{WebUtility.HtmlEncode(remedy)}}</p>
              </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }
}
