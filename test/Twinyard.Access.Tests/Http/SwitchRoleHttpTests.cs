using System.Net;
using System.Net.Http.Json;
using Twinyard.Access.Endpoints;
using Twinyard.Access.People;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;

namespace Twinyard.Access.Tests.Http;

/// <summary>A browser that acts in another role for a while.</summary>
public sealed class SwitchRoleHttpTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Switch_ActsInTheRole_AndBackInItsOwn()
    {
        await using var server = await StartAsync();
        var browser = new Browser(server.Client);
        await browser.SignInAsync();

        (await browser.PostAsync("/switch-role/writer", ("externalId", "plant-4"))).ShouldBe(HttpStatusCode.Forbidden);
        (await browser.WhoAmIAsync())!.Role.ShouldBe(Role.Developer);
        (await browser.PostAsync("/switch-role/writer", ("externalId", "plant-3"))).ShouldBe(HttpStatusCode.SeeOther);
        var me = (await browser.WhoAmIAsync()).ShouldNotBeNull();
        (me.Name, me.Role, me.Session).ShouldBe(("alice", "writer", "alice"));
        var assumed = browser.Cookie("twinyard-dev.role").ShouldNotBeNull();
        (await browser.PostAsync("/switch-role/writer", ("externalId", "plant-3"))).ShouldBe(HttpStatusCode.BadRequest, "From role to role goes by the own one.");
        (await browser.PostAsync("/switch-back")).ShouldBe(HttpStatusCode.SeeOther);

        (await browser.WhoAmIAsync())!.Role.ShouldBe(Role.Developer);
        (await server.Get<ITokens>().AuthenticateAsync(assumed, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("session-ended");
        var entries = await server.EntriesAsync();
        entries.Single(entry => entry is { Action: "access:AssumeRole", Decision: "allow", Outcome: "done" }).Detail.ShouldEndWith("named alice, in a browser");
        entries.Single(entry => entry.Action == "access:SwitchBack").Role.ShouldBe("writer/alice");
    }

    [Fact]
    public async Task SignOut_WhileInAnotherRole_EndsBoth()
    {
        await using var server = await StartAsync();
        var browser = new Browser(server.Client);
        await browser.SignInAsync();
        var own = browser.Cookie("twinyard-dev").ShouldNotBeNull();
        await browser.PostAsync("/switch-role/writer", ("externalId", "plant-3"));

        var assumed = browser.Cookie("twinyard-dev.role").ShouldNotBeNull();

        await browser.PostAsync("/signout");

        (browser.Cookie("twinyard-dev"), browser.Cookie("twinyard-dev.role")).ShouldBe((null, null));
        (await server.Get<ITokens>().AuthenticateAsync(own, AccessTest.None)).IsOk.ShouldBeFalse();
        (await server.Get<ITokens>().AuthenticateAsync(assumed, AccessTest.None)).IsOk.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/switch-role/writer")]
    [InlineData("/switch-back")]
    public async Task Switch_FromAnotherSite_DoesNothing(string path)
    {
        await using var server = await StartAsync();
        var browser = new Browser(server.Client);
        await browser.SignInAsync();
        await browser.PostAsync("/switch-role/writer", ("externalId", "plant-3"));
        var before = browser.Cookie("twinyard-dev.role");

        await browser.PostAsync(path, "cross-site", ("externalId", "plant-3"));

        browser.Cookie("twinyard-dev.role").ShouldBe(before);
        (await browser.WhoAmIAsync())!.Role.ShouldBe("writer");
    }

    [Fact]
    public async Task Switch_WithAToken_IsForBrowsersAlone()
    {
        await using var server = await StartAsync();
        server.Use(await server.TokenAsync("alice", Role.Developer));

        using var refused = await server.Client.PostAsync("/switch-role/writer", new FormUrlEncodedContent([new("externalId", "plant-3")]));

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Credential_ThatHasEnded_CountsNoMoreForWhatIsStillOpen()
    {
        await using var server = await StartAsync();
        var tokens = server.Get<ITokens>();
        var token = await server.TokenAsync("alice", Role.Developer);
        var principal = (await tokens.AuthenticateAsync(token, AccessTest.None)).Value;
        (await tokens.CheckAsync(principal, AccessTest.None)).IsOk.ShouldBeTrue();

        (await server.Get<PersonDirectory>().DisableAsync("alice", AccessTest.None)).IsOk.ShouldBeTrue();

        (await tokens.CheckAsync(principal, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("token-revoked");
        (await tokens.CheckAsync(new Principal(Principal.User, "alice", Role.Developer), AccessTest.None)).IsOk.ShouldBeTrue("What the server does by itself has none.");
    }

    private static async Task<AccessTestServer> StartAsync()
    {
        var server = await AccessTestServer.StartAsync();
        (await server.Get<PersonDirectory>().AddAsync("alice", Role.Developer, Password, "user/root", AccessTest.None)).IsOk.ShouldBeTrue();
        await server.AddRoleAsync(
            "writer",
            """{"Statement":[{"Effect":"Allow","Action":["things:Put","access:GetCallerIdentity"],"Resource":"*"}]}""",
            """{"Statement":[{"Effect":"Allow","Principal":{"TYR":["tyr:dev:access:user/alice"]},"Action":"access:AssumeRole","Condition":{"StringEquals":{"tyr:ExternalId":"plant-3"}}}]}""");
        return server;
    }

    /// <summary>Keeps cookies, and says where its requests come from.</summary>
    private sealed class Browser(HttpClient client)
    {
        private readonly Dictionary<string, string> _cookies = [];

        public string? Cookie(string name) => _cookies.GetValueOrDefault(name);

        public async Task SignInAsync() => (await PostAsync("/login", ("name", "alice"), ("password", Password))).ShouldBe(HttpStatusCode.SeeOther);

        public Task<HttpStatusCode> PostAsync(string path, params (string Name, string Value)[] form) => PostAsync(path, "same-origin", form);

        public async Task<HttpStatusCode> PostAsync(string path, string site, params (string Name, string Value)[] form)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
            request.Headers.Add("Sec-Fetch-Site", site);
            using var response = await SendAsync(request);
            return response.StatusCode;
        }

        public async Task<CallerIdentity?> WhoAmIAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/access/whoami");
            using var response = await SendAsync(request);
            return await response.Content.ReadFromJsonAsync<CallerIdentity>();
        }

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            if (_cookies.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            var response = await client.SendAsync(request);
            foreach (var set in response.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            {
                var (name, value) = (set[..set.IndexOf('=')], set[(set.IndexOf('=') + 1)..].Split(';')[0]);
                if (value.Length == 0)
                {
                    _cookies.Remove(name);
                }
                else
                {
                    _cookies[name] = value;
                }
            }

            return response;
        }
    }
}
