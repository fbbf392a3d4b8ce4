using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Twinyard.Host.Tests;

/// <summary>What somebody sends who means harm, to the real server.</summary>
public sealed class AttackTests(StartedServer started) : IClassFixture<StartedServer>
{
    private readonly string _token = started.Token;

    private TwinyardServer Server => started.Server;

    [Fact]
    public void SlowClients_AndLargeBodies_HaveTheirBounds()
    {
        var limits = Server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

        limits.RequestHeadersTimeout.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        limits.KeepAliveTimeout.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(3));
        limits.MinRequestBodyDataRate.ShouldNotBeNull().BytesPerSecond.ShouldBeGreaterThanOrEqualTo(200);
        limits.MinResponseDataRate.ShouldNotBeNull().BytesPerSecond.ShouldBeGreaterThanOrEqualTo(200);
        limits.MaxRequestBodySize.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(30_000_000);
        limits.MaxRequestHeadersTotalSize.ShouldBeLessThanOrEqualTo(32 * 1024);
        limits.MaxConcurrentConnections.ShouldNotBeNull().ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nX: ")]
    [InlineData("POST /api/v1/access/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task Client_ThatStopsInTheMiddle_IsAnsweredAndClosed(string request) => (await SendAsync(request, closes: false)).ShouldStartWith("HTTP/1.1 408");

    [Theory]
    [InlineData("POST /api/v1/warehouse/query HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\n\r\n{", "413")]
    [InlineData("POST /api/v1/access/sign-in-links HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nHost: b\r\nAuthorization: Bearer TOKEN\r\n\r\n", "400")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\nAuthorization: Bearer other\r\n\r\n", "401")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer other\r\nCookie: twinyard-dev=TOKEN\r\n\r\n", "401")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer TOKEN\r\n\r\n", "400")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nX-Original-URL: /api/v1/access/roles\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n", "401")]
    [InlineData("GET /api/v1/access/whoami HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: DELETE\r\nAuthorization: Bearer TOKEN\r\n\r\n", "200")]
    public async Task Headers_ThatContradictEachOther_GetNobodyIn(string request, string status)
    {
        (await SendAsync(request.Replace("TOKEN", _token, StringComparison.Ordinal))).ShouldStartWith($"HTTP/1.1 {status}");
    }

    [Fact]
    public async Task Head_ThatIsTooLarge_IsRefused() =>
        (await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('x', 40_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");

    [Theory]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/_content/../../../../../etc/passwd")]
    [InlineData("/_content/Twinyard.Console/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/_framework/%2e%2e/%2e%2e/twinyard.json")]
    [InlineData("/api/v1/buckets/a/objects/..%2f..%2f..%2fcredential.json")]
    [InlineData("/api/v1/buckets/..%2f../objects/credential.json")]
    [InlineData("/git/..%2f..%2f..%2f..%2fetc/info/refs?service=git-upload-pack")]
    [InlineData("/git/a%00.git/info/refs?service=git-upload-pack")]
    [InlineData("/api/v1/runs/..%2f..%2fcredential.json/artifacts/..%2f..%2fcredential.json")]
    [InlineData("/api/v1/models/..%2f../versions/1/bundle")]
    [InlineData("/jupyter/..%2f..%2fetc/passwd")]
    public async Task Path_OutOfItsPlace_LeadsNowhere(string path)
    {
        var answer = await SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {_token}\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 4");
        answer.ShouldNotContain("root:");
        answer.ShouldNotContain(_token);
    }

    [Fact]
    public async Task Host_OfTheRequest_IsInNoLink()
    {
        var answer = await SendAsync($"POST /api/v1/access/sign-in-links HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nAuthorization: Bearer {_token}\r\nContent-Length: 0\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain($"{Server.Url}/signin?ticket=");
        answer.ShouldNotContain("evil.example");
    }

    [Fact]
    public async Task Json_ThatIsDeepOrNone_IsRefused()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Server.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", _token) } };
        foreach (var body in new[] { string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), string.Concat(Enumerable.Repeat("[", 100_000)), "{\"name\":\"\\ud800\"", "\u0000", "{\"name\":{},\"role\":[]}", "null" })
        {
            using var answer = await client.PostAsync("/api/v1/access/tokens", new StringContent(body, Encoding.UTF8, "application/json"));
            ((int)answer.StatusCode).ShouldBeInRange(400, 499, body[..Math.Min(body.Length, 40)]);
        }
    }

    [Fact]
    public async Task Text_WithLineEndsAndEscapes_StaysOneEntryOfTheTrail()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Server.Url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", _token) } };
        const string hostile = "a\n2026-01-01 user/root allow\u001b[2J\u202e\r";

        using var refused = await client.DeleteAsync($"/api/v1/access/tokens/{Uri.EscapeDataString(hostile)}");

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var resource = await AuditedResourceAsync(client, "access:RevokeToken");
        resource.ShouldContain("\\u001b[2J");
        resource.Any(char.IsControl).ShouldBeFalse();
        resource.ShouldNotContain('\u202e');
    }

    /// <summary>What the newest entry of an action is about. How an act ended is put on the chain after its answer.</summary>
    private static async Task<string> AuditedResourceAsync(HttpClient client, string action)
    {
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var listed = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/access/audit?action={action}", longest.Token));
            if (listed.RootElement.GetProperty("items").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } newest)
            {
                return newest.GetProperty("resource").GetString().ShouldNotBeNull();
            }

            await look.WaitForNextTickAsync(longest.Token);
        }
    }

    /// <summary>Byte for byte, without a client that would put it right.</summary>
    /// <param name="closes">Whether the request says that the connection is to be closed.</param>
    private async Task<string> SendAsync(string request, bool closes = true)
    {
        var address = new Uri(Server.Url);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        await socket.SendAsync(Encoding.UTF8.GetBytes(closes ? $"{request[..end]}\r\nConnection: close{request[end..]}" : request));
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        using var longest = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            while (await socket.ReceiveAsync(buffer, longest.Token) is > 0 and var count)
            {
                answer.Write(buffer, 0, count);
            }
        }
        catch (SocketException)
        {
            // The server closed what it did not want to read.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
