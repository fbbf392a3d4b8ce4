using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Twinyard.Access.Endpoints;
using Twinyard.Access.OpenId;
using Twinyard.Access.People;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Http;
using Twinyard.Access.Tests.Support;

namespace Twinyard.Access.Tests.OpenId;

public sealed class OpenIdTests
{
    [Fact]
    public async Task SignIn_OfSomebodyWhomAnOwnerLinked_IsThem()
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga-k", Role.Reviewer, "s-1");

        using var done = await room.SignInAsync("/runs?state=failed");

        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        done.Headers.Location!.OriginalString.ShouldBe("/runs?state=failed");
        (await room.WhoAmIAsync()).ShouldBe(("olga-k", Role.Reviewer));
        var entry = (await room.Server.EntriesAsync()).Single(entry => entry.Action == "access:SignIn");
        (entry.Principal, entry.Outcome).ShouldBe(("user/olga-k", "done"));
        entry.Detail.ShouldContain("s-1");
    }

    [Fact]
    public async Task Begin_AsksTheProviderForThisServer_WhateverTheRequestsHost()
    {
        await using var room = await Room.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, OpenIdEndpoints.Begin) { Headers = { Host = "evil.example" } };

        using var begun = await room.Browser.SendAsync(request);

        var query = QueryHelpers.ParseQuery(begun.Headers.Location!.Query);
        query["redirect_uri"].ToString().ShouldBe(new FixedAddress("dev").Url + OpenIdEndpoints.Callback);
        query["code_challenge_method"].ToString().ShouldBe("S256");
        query.Keys.ShouldNotContain("client_secret");
        begun.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task SignIn_OfSomebodyUnknown_IsRefusedWithWhatAnOwnerDoes()
    {
        await using var room = await Room.StartAsync();

        using var refused = await room.SignInAsync();

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("twinyard user add NAME --role ROLE --subject s-1");
        (await room.Server.EntriesAsync()).ShouldContain(entry => entry.Action == "access:SignIn" && entry.Decision == "unauthenticated");
    }

    [Fact]
    public async Task SignIn_WithTheNameOfSomebodyElse_IsNotThem()
    {
        await using var room = await Room.StartAsync(new OpenIdRole { Group = "mlops", Role = Role.Developer });
        room.Provider.Claims["groups"] = new[] { "mlops" };
        (await room.Owner.PostAsJsonAsync("/api/v1/access/people", new NewPerson("olga", Role.Owner, "correct horse battery"))).EnsureSuccessStatusCode();

        using var refused = await room.SignInAsync();

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("somebody else here");

        (await room.Owner.PutAsJsonAsync("/api/v1/access/people/olga/subject", new NewSubject("s-1"))).EnsureSuccessStatusCode();
        using var linked = await room.SignInAsync();
        // The provider says the role, now that it speaks for her.
        (await room.WhoAmIAsync()).ShouldBe(("olga", Role.Developer));
    }

    [Fact]
    public async Task SignIn_WithGroups_HasTheRoleOfTheFirst_AndLosesItWithThem()
    {
        await using var room = await Room.StartAsync(new OpenIdRole { Group = "leads", Role = Role.Reviewer }, new OpenIdRole { Group = "mlops", Role = Role.Developer });
        room.Provider.Claims["groups"] = new[] { "football", "mlops", "leads" };
        (await room.SignInAsync()).Dispose();
        (await room.WhoAmIAsync()).ShouldBe(("olga", Role.Reviewer));
        var reviewer = room.Cookie();

        room.Provider.Claims["groups"] = "mlops";
        (await room.SignInAsync()).Dispose();
        (await room.WhoAmIAsync()).ShouldBe(("olga", Role.Developer));
        (await room.WhoAmIAsync(reviewer)).ShouldBeNull();

        room.Provider.Claims["groups"] = "football";
        using var refused = await room.SignInAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("None of the groups of olga");
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("removed")]
    [InlineData("unlinked")]
    public async Task SignIn_AfterAnOwnerEndedIt_IsRefused_AndSoIsWhatWasSignedIn(string how)
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga", Role.Reviewer, "s-1");
        (await room.SignInAsync()).Dispose();
        (await room.WhoAmIAsync()).ShouldNotBeNull();

        using var ended = how switch
        {
            "disabled" => await room.Owner.PostAsync("/api/v1/access/people/olga/disable", null),
            "removed" => await room.Owner.DeleteAsync("/api/v1/access/people/olga"),
            _ => await room.Owner.PutAsJsonAsync("/api/v1/access/people/olga/subject", new NewSubject(null)),
        };

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await room.WhoAmIAsync()).ShouldBeNull();
        using var refused = await room.SignInAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    public static TheoryData<string> Forgeries => ["another's key", "no signature", "symmetric", "another audience", "another issuer", "over", "another nonce", "no nonce", "no subject"];

    [Theory, MemberData(nameof(Forgeries))]
    public async Task SignIn_WithATokenThatIsNotRight_IsRefused(string how)
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga", Role.Owner, "s-1");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        room.Provider.Change = token =>
        {
            switch (how)
            {
                case "another's key":
                    token.SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" }, SecurityAlgorithms.EcdsaSha256);
                    break;
                case "no signature":
                    token.SigningCredentials = null;
                    break;
                case "symmetric":
                    token.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(SHA256.HashData("provider's own"u8)) { KeyId = "1" }, SecurityAlgorithms.HmacSha256);
                    break;
                case "another audience":
                    token.Audience = "another";
                    break;
                case "another issuer":
                    token.Issuer = "https://another.example";
                    break;
                case "over":
                    (token.IssuedAt, token.Expires) = (now.AddHours(-2), now.AddHours(-1));
                    break;
                case "another nonce":
                    token.Claims["nonce"] = "another";
                    break;
                case "no nonce":
                    token.Claims.Remove("nonce");
                    break;
                default:
                    token.Claims.Remove("sub");
                    break;
            }
        };

        using var refused = await room.SignInAsync();

        room.Provider.Given.ShouldBe(1);
        ((int)refused.StatusCode).ShouldBeOneOf(401, 403);
        (await room.WhoAmIAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Callback_OfAnotherBrowser_OrASecondTime_OrMadeUp_IsRefused()
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga", Role.Owner, "s-1");
        var answer = await room.AnswerAsync("/");

        // Who lures somebody to it would sign them in as themselves.
        using var other = room.NewBrowser();
        (await other.GetAsync(answer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync($"{OpenIdEndpoints.Callback}?code=x&state=y")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync(OpenIdEndpoints.Callback)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await other.GetAsync($"{OpenIdEndpoints.Callback}?error=access_denied&state=y")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await room.Browser.GetAsync(answer)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await room.Browser.GetAsync(answer)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task SignIn_ThatIsToEndElsewhere_EndsHere(string next)
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga", Role.Reviewer, "s-1");

        using var done = await room.SignInAsync(next);

        done.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Begin_WhereTheProviderIsAway_OrNoneIsConfigured_SaysSo()
    {
        await using (var away = await Room.StartAsync())
        {
            await away.Provider.DisposeAsync();
            using var answer = await away.Browser.GetAsync(OpenIdEndpoints.Begin);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await using var none = await AccessTestServer.StartAsync();
        (await none.Client.GetAsync(OpenIdEndpoints.Begin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await none.Client.GetAsync(OpenIdEndpoints.Callback)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await none.Client.GetAsync("/login")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("openid");
    }

    [Fact]
    public async Task Page_NamesTheProvider_AndKeepsWhereToGo()
    {
        await using var room = await Room.StartAsync();

        var page = await room.Browser.GetStringAsync("/login?next=%2Fruns", TestContext.Current.CancellationToken);

        page.ShouldContain("Sign in with Plant &lt;ID&gt;");
        page.ShouldContain("/login/openid?next=%2Fruns");
    }

    [Fact]
    public async Task Link_NeedsTheRightToGiveTheRole_AndASubjectIsOnePersons()
    {
        await using var room = await Room.StartAsync();
        await room.AddAsync("olga", Role.Owner, "s-1");
        await room.AddAsync("petra", Role.Developer, "s-2");

        (await room.Owner.PutAsJsonAsync("/api/v1/access/people/petra/subject", new NewSubject("s-1"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await room.Owner.PutAsJsonAsync("/api/v1/access/people/petra/subject", new NewSubject(""))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.Owner.PutAsJsonAsync("/api/v1/access/people/nobody/subject", new NewSubject("s-3"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await room.Owner.PostAsJsonAsync("/api/v1/access/people", new NewPerson("rita", Role.Developer, "correct horse battery", "s-3"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.Owner.PostAsJsonAsync("/api/v1/access/people", new NewPerson("rita", Role.Developer, null, "s-1"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        // Without a password nobody signs in with one.
        (await room.Browser.PostAsJsonAsync("/api/v1/access/login", new Login("olga", ""))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Options_OfTheConfiguration_HaveTheRolesInTheirOrder()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Access:OpenId:Authority"] = "https://id.example",
            ["Access:OpenId:ClientId"] = "twinyard",
            ["Access:OpenId:Roles:0:Group"] = "leads",
            ["Access:OpenId:Roles:0:Role"] = "reviewer",
            ["Access:OpenId:Roles:1:Group"] = "mlops",
            ["Access:OpenId:Roles:1:Role"] = "developer",
        }).Build();
        await using var services = new ServiceCollection().AddAccess(configuration).BuildServiceProvider();

        services.GetRequiredService<IOptions<OpenIdOptions>>().Value.Roles.Select(role => (role.Group, role.Role)).ShouldBe([("leads", "reviewer"), ("mlops", "developer")]);
    }

    [Fact]
    public void Problems_OfWrongSettings_NameTheirKeys()
    {
        new OpenIdOptions().Problems().ShouldBeEmpty();
        new OpenIdOptions { Authority = "https://id.example", ClientId = "twinyard" }.Problems().ShouldBeEmpty();
        new OpenIdOptions { Authority = "http://id.example", Scopes = "profile", Roles = [new OpenIdRole { Group = "x" }] }.Problems().Select(problem => problem.Split(' ')[0]).ShouldBe(
            ["Access:OpenId:Authority:", "Access:OpenId:ClientId", "Access:OpenId:Scopes:", "Access:OpenId:Roles:"]);
    }

    /// <summary>A server, its provider, and a browser.</summary>
    private sealed class Room : IAsyncDisposable
    {
        private readonly CookieContainer _cookies = new();

        private Room(FakeProvider provider, AccessTestServer server)
        {
            (Provider, Server) = (provider, server);
            Browser = NewBrowser(_cookies);
        }

        public FakeProvider Provider { get; }

        public AccessTestServer Server { get; }

        public HttpClient Browser { get; }

        public HttpClient Owner => Server.Client;

        public static async Task<Room> StartAsync(params OpenIdRole[] roles)
        {
            var provider = await FakeProvider.StartAsync();
            var server = await AccessTestServer.StartAsync(more: services => services.Configure<OpenIdOptions>(options =>
            {
                (options.Authority, options.ClientId, options.ClientSecret, options.DisplayName) = (provider.Issuer, FakeProvider.ClientId, FakeProvider.ClientSecret, "Plant <ID>");
                options.Roles = roles;
            }));
            server.Use(await server.TokenAsync("alice", Role.Owner));
            return new Room(provider, server);
        }

        public async Task AddAsync(string name, string role, string subject) =>
            (await Owner.PostAsJsonAsync("/api/v1/access/people", new NewPerson(name, role, null, subject))).EnsureSuccessStatusCode();

        public async Task<HttpResponseMessage> SignInAsync(string next = "/") => await Browser.GetAsync(await AnswerAsync(next));

        /// <summary>The provider's answer, which leads back.</summary>
        public async Task<string> AnswerAsync(string next)
        {
            using var begun = await Browser.GetAsync($"{OpenIdEndpoints.Begin}?next={Uri.EscapeDataString(next)}");
            begun.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var answered = await provider.GetAsync(begun.Headers.Location);
            return answered.Headers.Location!.PathAndQuery;
        }

        public async Task<(string Name, string Role)?> WhoAmIAsync(string? cookie = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/access/whoami") { Headers = { { "Cookie", cookie ?? Cookie() } } };
            using var nobody = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Owner.BaseAddress };
            using var answer = await nobody.SendAsync(request);
            return answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<CallerIdentity>() is { } me ? (me.Name, me.Role) : null;
        }

        public string Cookie() => _cookies.GetCookies(Owner.BaseAddress!)["twinyard-dev"] is { } cookie ? $"{cookie.Name}={cookie.Value}" : "none=";

        public HttpClient NewBrowser(CookieContainer? cookies = null) =>
            new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = Server.Client.BaseAddress };

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Server.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
