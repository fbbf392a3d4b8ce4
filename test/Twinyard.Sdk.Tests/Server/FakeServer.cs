using System.Net;
using System.Text;

namespace Twinyard.Sdk.Tests.Server;

/// <summary>Answers requests over loopback by hand-written rules and remembers what was asked.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (int Status, byte[] Body)> _answers = new(StringComparer.Ordinal);

    public FakeServer()
    {
        // HttpListener cannot choose a free port itself, so ports are tried until one is free.
        for (var attempt = 0; ; attempt++)
        {
            Url = $"http://127.0.0.1:{RandomPort()}";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Url + "/");
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 50)
            {
                // In use: try another.
            }
        }

        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public List<(string Request, string Authorization, string Body)> Asked { get; } = [];

    /// <param name="request">Method, path and query: <c>GET /api/v1/models/rul</c>.</param>
    public FakeServer Answer(string request, string json, int status = 200) => Answer(request, Encoding.UTF8.GetBytes(json), status);

    public FakeServer Answer(string request, byte[] body, int status = 200)
    {
        _answers[request] = (status, body);
        return this;
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static int RandomPort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var request = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            using var reader = new StreamReader(context.Request.InputStream);
            lock (Asked)
            {
                Asked.Add((request, context.Request.Headers["Authorization"] ?? "", reader.ReadToEnd()));
            }

            var (status, body) = _answers.TryGetValue(request, out var answer)
                ? answer
                : (404, Encoding.UTF8.GetBytes($$"""{"code":"no-answer","detail":"The test has no answer to {{request}}."}"""));
            context.Response.StatusCode = status;
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }
}
