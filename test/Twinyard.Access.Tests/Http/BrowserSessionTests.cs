using System.Net;
using System.Net.Http.Headers;
using Twinyard.Access.Roles;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;

namespace Twinyard.Access.Tests.Http;

public sealed class BrowserSessionTests
{
    private const string Cookie = "twinyard-dev";

    [Theory]
    [InlineData("/runs/1", "/runs/1")]
    [InlineData("/", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("", "/")]
    public async Task SignIn_SetsTheCookieAndLandsOnALocalPath(string next, string expected)
    {
        await using var server = await AccessTestServer.StartAsync();

        using var response = await server.Client.GetAsync($"/signin?ticket={await TicketAsync(server)}&next={Uri.EscapeDataString(next)}");

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.Location?.OriginalString.ShouldBe(expected);
        var cookie = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
    }

    [Fact]
    public async Task SignIn_UsedTicket_Is401Page()
    {
        await using var server = await AccessTestServer.StartAsync();
        var ticket = await TicketAsync(server);
        (await server.Client.GetAsync($"/signin?ticket={ticket}")).Dispose();

        using var response = await server.Client.GetAsync($"/signin?ticket={ticket}");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync()).ShouldContain("used already");
    }

    [Fact]
    public async Task SignInLink_AskedByARun_IsDenied()
    {
        await using var server = await AccessTestServer.StartAsync();
        var token = await server.Get<ITokens>().IssueAsync(new TokenRequest(new Principal(Principal.Run, "run-1", Role.Owner), "", null), AccessTest.None);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/access/sign-in-links");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);

        using var response = await server.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldContain("sign-in-for-people");
    }

    [Theory]
    [InlineData("same-origin", null, HttpStatusCode.OK)]
    [InlineData("none", null, HttpStatusCode.OK)]
    [InlineData("cross-site", null, HttpStatusCode.Unauthorized)]
    [InlineData("same-site", null, HttpStatusCode.Unauthorized)]
    [InlineData("cross-site", "self", HttpStatusCode.Unauthorized)]
    [InlineData(null, "self", HttpStatusCode.OK)]
    [InlineData(null, "http://127.0.0.1:1", HttpStatusCode.Unauthorized)]
    [InlineData(null, "null", HttpStatusCode.Unauthorized)]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    public async Task UnsafeMethodWithCookie_OnlyFromTheSameOrigin(string? site, string? origin, HttpStatusCode expected)
    {
        await using var server = await AccessTestServer.StartAsync();
        using var request = await WithSessionAsync(server, HttpMethod.Post, "/things/a");
        Add(request, "Sec-Fetch-Site", site);
        Add(request, "Origin", origin == "self" ? server.Client.BaseAddress?.GetLeftPart(UriPartial.Authority) : origin);

        using var response = await server.Client.SendAsync(request);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task WebSocketWithCookie_FromAnotherOrigin_IsRefused()
    {
        await using var server = await AccessTestServer.StartAsync();
        using var request = await WithSessionAsync(server, HttpMethod.Get, "/things/a");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        Add(request, "Origin", "http://evil.example");

        using var response = await server.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SafeMethodWithCookie_IsTheUser()
    {
        await using var server = await AccessTestServer.StartAsync();
        using var request = await WithSessionAsync(server, HttpMethod.Get, "/things/a");

        using var response = await server.Client.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe("bob sees a");
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        await using var server = await AccessTestServer.StartAsync();
        using var signOut = await WithSessionAsync(server, HttpMethod.Post, "/signout");
        Add(signOut, "Sec-Fetch-Site", "same-origin");
        var cookie = signOut.Headers.GetValues("Cookie").Single();

        using var done = await server.Client.SendAsync(signOut);
        using var after = new HttpRequestMessage(HttpMethod.Get, "/things/a");
        Add(after, "Cookie", cookie);
        using var refused = await server.Client.SendAsync(after);

        done.StatusCode.ShouldBe(HttpStatusCode.Found);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpRequestMessage> WithSessionAsync(AccessTestServer server, HttpMethod method, string path)
    {
        var session = await server.Get<ISignInLinks>().RedeemAsync(await TicketAsync(server), AccessTest.None);
        var request = new HttpRequestMessage(method, path);
        Add(request, "Cookie", $"{Cookie}={session.Value.Secret}");
        return request;
    }

    private static async Task<string> TicketAsync(AccessTestServer server)
    {
        var link = await server.Get<ISignInLinks>().CreateAsync(new Principal(Principal.User, "bob", Role.Owner), null, AccessTest.None);
        return link.Url.Split("ticket=")[1];
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
