using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>
/// One Jupyter Server's public HTTP API (<c>jupyter-server.readthedocs.io</c>, "REST API"), with the cookies and the token of one login.
/// </summary>
internal sealed class JupyterServer : IDisposable
{
    private const string XsrfCookie = "_xsrf";
    private const int MostRedirections = 10;
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(5);

    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly bool _isSocket;
    private string? _token;

    /// <param name="address">Null where the login tells it.</param>
    public JupyterServer(Uri? address)
    {
        ConfiguredAddress = address;
        Address = WithSlash(address ?? new Uri("http://localhost/"));
        // Redirections are followed by hand: an API answer that leads to a login page is a refusal and not an answer.
        _http = new HttpClient(new HttpClientHandler { CookieContainer = _cookies, AllowAutoRedirect = false, UseProxy = address?.IsLoopback != true }) { Timeout = LongestRequest };
    }

    /// <param name="socket">The UNIX socket at which a server of this machine listens.</param>
    public JupyterServer(string socket)
    {
        // What is said in requests; the connection goes to the socket.
        ConfiguredAddress = Address = new Uri("http://localhost/");
        var handler = new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false, UseProxy = false, ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken) };
        _http = new HttpClient(handler) { Timeout = LongestRequest };
        _isSocket = true;
    }

    public Uri? ConfiguredAddress { get; }

    /// <summary>With the base path and a slash at its end.</summary>
    public Uri Address { get; private set; }

    /// <summary>The server's cross-site request forgery cookie, which cookie sessions repeat as a header.</summary>
    public string? Xsrf => _cookies.GetCookies(Address)[XsrfCookie]?.Value;

    public void UseToken(string token) => _token = token;

    public void MoveTo(Uri address) => Address = WithSlash(address);

    /// <summary>Gets a page as a browser would, with its redirections.</summary>
    public async Task<HttpResponseMessage> VisitAsync(Uri page, CancellationToken cancellationToken)
    {
        for (var redirection = 0; ; redirection++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            var response = await SendAsync(request, cancellationToken);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location || redirection == MostRedirections)
            {
                return response;
            }

            response.Dispose();
            page = new Uri(page, location);
        }
    }

    /// <exception cref="JupyterException">The server does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("token", _token);
        }

        if (Xsrf is { } xsrf)
        {
            request.Headers.TryAddWithoutValidation("X-XSRFToken", xsrf);
        }

        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (IsBroken(e) || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new JupyterException(new FailedError("jupyter-unreachable", $"The Jupyter Server at {Address} does not answer: {e.Message}", "Check that it is running and the twin's url in the configuration."), e);
        }
    }

    /// <param name="path">Below the base address, each part escaped, such as <c>api/kernels</c>.</param>
    /// <returns>Null where the answer is empty.</returns>
    /// <exception cref="JupyterException">Any answer that is not a success.</exception>
    public async Task<JsonNode?> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(method, path, response, cancellationToken);
        }

        var text = await ContentAsync(response, path, content => content.ReadAsStringAsync(cancellationToken));
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new JupyterException(new FailedError("jupyter-answer", $"{method} {path} of {Address} was answered with something else than JSON.", "Check that the twin's url is the base address of a Jupyter Server."), e);
        }
    }

    /// <param name="from">First byte that is wanted.</param>
    /// <returns>The file from there on; empty where it does not exist or is not longer.</returns>
    public async Task<byte[]> ReadFileAsync(string path, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, $"files/{path}"));
        request.Headers.Range = new RangeHeaderValue(from, null);
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return [];
        }

        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(HttpMethod.Get, $"files/{path}", response, cancellationToken);
        }

        var content = await ContentAsync(response, $"files/{path}", content => content.ReadAsByteArrayAsync(cancellationToken));

        // A server that knows no ranges sends the whole file.
        return response.StatusCode == HttpStatusCode.PartialContent ? content : content[(int)Math.Min(from, content.Length)..];
    }

    /// <param name="path">Such as <c>api/kernels/&lt;id&gt;/channels?session_id=…</c>.</param>
    /// <exception cref="WebSocketException">It could not be opened.</exception>
    public async Task<ClientWebSocket> OpenSocketAsync(string path, string? subProtocol, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            if (!_isSocket)
            {
                socket.Options.Cookies = _cookies;
            }

            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
            if (Address.IsLoopback && !_isSocket)
            {
                socket.Options.Proxy = null;
            }

            if (_token is not null)
            {
                socket.Options.SetRequestHeader("Authorization", $"token {_token}");
            }

            if (subProtocol is not null)
            {
                socket.Options.AddSubProtocol(subProtocol);
            }

            var target = new UriBuilder(new Uri(Address, path)) { Scheme = Address.Scheme == "https" ? "wss" : "ws" };
            await socket.ConnectAsync(target.Uri, _isSocket ? _http : null, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<T> ContentAsync<T>(HttpResponseMessage response, string path, Func<HttpContent, Task<T>> read)
    {
        try
        {
            return await read(response.Content);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new JupyterException(new FailedError("jupyter-unreachable", $"The Jupyter Server at {Address} broke off while it sent {path}: {e.Message}"), e);
        }
    }

    // The bare socket's: HttpClient lets it through where a connection is reset between being made and being used.
    private static bool IsBroken(Exception e) => e is HttpRequestException or IOException or SocketException;

    private async Task<JupyterException> RefusalAsync(HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is 401 or 403 or (>= 300 and < 400))
        {
            return new JupyterException(new DeniedError("jupyter-login-refused", $"The Jupyter Server at {Address} refuses {method} {path} ({status}).", "Check the twin's login in the configuration."));
        }

        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var reason = Message(text) ?? response.ReasonPhrase;
        return new JupyterException(
            status == 404
                ? new NotFoundError("jupyter-not-found", $"{method} {path} of the Jupyter Server at {Address}: not found. {reason}")
                : new FailedError("jupyter-failed", $"{method} {path} of the Jupyter Server at {Address} was answered with {status}: {reason}"));
    }

    private static string? Message(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject problem && problem["message"] is JsonValue message ? message.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Uri WithSlash(Uri address) => address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/");
}
