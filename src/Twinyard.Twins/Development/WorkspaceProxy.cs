using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Twinyard.Twins.Development;

/// <summary>
/// Passes what the console's login has let through on to a person's Jupyter server, WebSockets too. The server sees its own token, and neither the
/// browser's session nor where the page came from: that has been judged already.
/// </summary>
internal sealed class WorkspaceProxy(IHttpForwarder forwarder) : HttpTransformer, IDisposable
{
    /// <summary>Below which path of this server, and of the person's, Jupyter is.</summary>
    public const string Path = "/jupyter/";

    // The names of the console's cookies begin so; Jupyter has cookies of its own.
    private const string OwnCookies = "twinyard-";
    private const string TokenItem = "twinyard.jupyter-token";

    // A kernel may be silent for long.
    private static readonly ForwarderRequestConfig Patient = new() { ActivityTimeout = TimeSpan.FromHours(1) };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <param name="server">The base address of the person's server.</param>
    public async Task ForwardAsync(HttpContext context, Uri server, string token)
    {
        context.Items[TokenItem] = token;
        // An error is answered by the forwarder: 502, or 504.
        await forwarder.SendAsync(context, server.GetLeftPart(UriPartial.Authority), _client, Patient, this, context.RequestAborted);
    }

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        foreach (var name in new[] { HeaderNames.Origin, HeaderNames.Referer, HeaderNames.Cookie, HeaderNames.Authorization })
        {
            proxyRequest.Headers.Remove(name);
        }

        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Authorization, $"token {httpContext.Items[TokenItem]}");
        var cookies = string.Join("; ", httpContext.Request.Cookies.Where(cookie => !cookie.Key.StartsWith(OwnCookies, StringComparison.Ordinal)).Select(cookie => $"{cookie.Key}={cookie.Value}"));
        if (cookies.Length > 0)
        {
            proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, cookies);
        }
    }

    public void Dispose() => _client.Dispose();
}
