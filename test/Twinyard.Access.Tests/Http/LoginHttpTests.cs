using System.Net;
using System.Net.Http.Json;
using Twinyard.Access.Endpoints;
using Twinyard.Access.People;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Tests.Http;

public sealed class LoginHttpTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Form_WithTheRightPassword_SetsTheCookieAndLeadsOn()
    {
        await using var server = await StartAsync();

        using var signedIn = await PostAsync(server, "alice", Password, "/things/a?b=1");

        (signedIn.StatusCode, signedIn.Headers.Location?.ToString()).ShouldBe((HttpStatusCode.SeeOther, "/things/a?b=1"));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/access/whoami") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var me = await server.Client.SendAsync(request);
        (await me.Content.ReadFromJsonAsync<CallerIdentity>())!.Name.ShouldBe("alice");
        var entry = (await server.EntriesAsync()).Single(item => item.Action == "access:SignIn");
        (entry.Principal, entry.Role, entry.Outcome, entry.Detail).ShouldBe(("user/alice", Role.Developer, "done", "with a password"));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Form_WithAPlaceElsewhere_LeadsToTheStart(string next)
    {
        await using var server = await StartAsync();

        using var signedIn = await PostAsync(server, "alice", Password, next);

        signedIn.Headers.Location?.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task Form_WithAWrongPassword_IsShownAgain_AndNothingIsSaidOfIt()
    {
        await using var server = await StartAsync();

        using var refused = await PostAsync(server, "<b>alice", "wrong <i>password", "/x\"><script>");
        var page = await refused.Content.ReadAsStringAsync();

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.Contains("Set-Cookie").ShouldBeFalse();
        page.ShouldContain("The name or the password is wrong");
        page.ShouldNotContain("<script>");
        page.ShouldNotContain("<i>password");
        refused.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        var entry = (await server.EntriesAsync()).Single(item => item.Action == "access:SignIn");
        (entry.Principal, entry.Outcome, entry.Status).ShouldBe(("anonymous", "refused", 401));
        string.Join(' ', entry.Detail, entry.Reason, entry.Resource).ShouldNotContain("password wrong");
    }

    [Fact]
    public async Task Form_AfterTooManyTries_SaysHowLongToWait()
    {
        await using var server = await StartAsync();

        // The wait doubles with each try, so sooner or later it is longer than a try takes.
        var answers = new List<HttpStatusCode>();
        while (!answers.Contains(HttpStatusCode.TooManyRequests))
        {
            using var answer = await PostAsync(server, "alice", "wrong password");
            answers.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                answer.Headers.RetryAfter!.Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            }
        }

        answers.Count.ShouldBeGreaterThan(SignInThrottle.FreeOfPair);
        answers.SkipLast(1).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData(null)]
    public async Task Form_OfAnotherSite_SignsNobodyIn(string? site)
    {
        await using var server = await StartAsync();

        using var refused = await PostAsync(server, "alice", Password, site: site, origin: site is null ? "http://evil.example" : null);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Form_ThatIsTooLarge_IsNotRead()
    {
        await using var server = await StartAsync();

        using var refused = await PostAsync(server, "alice", new string('x', 20_000));

        refused.IsSuccessStatusCode.ShouldBeFalse();
        refused.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Browser_WithoutASession_SeesTheFormAndComesBack()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/things/a?b=%22%3E") { Headers = { { "Accept", "text/html" } } };

        using var response = await server.Client.SendAsync(request);
        var page = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page.ShouldContain("action=\"/login\"");
        page.ShouldContain("value=\"/things/a?b=%22%3E\"");
    }

    [Fact]
    public async Task People_AreAnOwnersToAdd_AndNobodyGivesAWayIntoARoleTheyMayNotPass()
    {
        await using var server = await StartAsync();
        using var login = await server.Client.PostAsJsonAsync("/api/v1/access/login", new Login("alice", Password));
        server.Use((await login.Content.ReadFromJsonAsync<IssuedToken>())!.Secret);

        using var add = await server.Client.PostAsJsonAsync("/api/v1/access/people", new NewPerson("mallory", Role.Owner, Password));
        using var reset = await server.Client.PutAsJsonAsync("/api/v1/access/people/olga/password", new NewPassword(Password));
        using var own = await server.Client.PutAsJsonAsync("/api/v1/access/my-password", new PasswordChange(Password, "another good password"));

        (add.StatusCode, reset.StatusCode, own.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.NoContent));
        await server.AddRoleAsync("helpdesk", """{"Statement":[{"Effect":"Allow","Action":["access:SetPassword","access:AddPerson","access:EnablePerson","access:SetPersonRole"],"Resource":"*"},{"Effect":"Allow","Action":"access:PassRole","Resource":"tyr:*:access:role/developer"}]}""");
        server.Use(await server.TokenAsync("hanna", "helpdesk"));
        using var developer = await server.Client.PostAsJsonAsync("/api/v1/access/people", new NewPerson("bob", Role.Developer, Password));
        using var owner = await server.Client.PostAsJsonAsync("/api/v1/access/people", new NewPerson("mallory", Role.Owner, Password));
        using var raise = await server.Client.PutAsJsonAsync("/api/v1/access/people/bob/role", new NewRole(Role.Owner));
        using var take = await server.Client.PutAsJsonAsync("/api/v1/access/people/olga/password", new NewPassword(Password));
        using var let = await server.Client.PostAsync("/api/v1/access/people/olga/enable", null);

        (developer.StatusCode, owner.StatusCode, raise.StatusCode, take.StatusCode, let.StatusCode).ShouldBe(
            (HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task PersonalToken_IsMadeUsedAndRevoked()
    {
        await using var server = await StartAsync();
        server.Use(await server.TokenAsync("alice", Role.Developer));

        using var made = await server.Client.PostAsJsonAsync("/api/v1/access/my-tokens", new NewPersonalToken("laptop", 3600, null));
        var token = (await made.Content.ReadFromJsonAsync<IssuedToken>()).ShouldNotBeNull();
        server.Use(token.Secret);
        using var another = await server.Client.PostAsJsonAsync("/api/v1/access/my-tokens", new NewPersonalToken("laptop", 3600, null));
        var listed = (await server.Client.GetFromJsonAsync<Page<TokenInfo>>("/api/v1/access/my-tokens")).ShouldNotBeNull();
        using var revoked = await server.Client.DeleteAsync($"/api/v1/access/my-tokens/{token.Id}");
        using var after = await server.Client.GetAsync("/api/v1/access/whoami");

        another.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        listed.Items.ShouldHaveSingleItem().Description.ShouldBe("laptop");
        (revoked.StatusCode, after.StatusCode).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized));
        (await server.EntriesAsync()).First(entry => entry.Action == "access:CreatePersonalToken").Resource.ShouldBe($"access:token/{token.Id}");
    }

    private static async Task<AccessTestServer> StartAsync()
    {
        var server = await AccessTestServer.StartAsync();
        (await server.Get<PersonDirectory>().AddAsync("alice", Role.Developer, Password, "user/root", AccessTest.None)).IsOk.ShouldBeTrue();
        (await server.Get<PersonDirectory>().AddAsync("olga", Role.Owner, Password, "user/root", AccessTest.None)).IsOk.ShouldBeTrue();
        return server;
    }

    private static async Task<HttpResponseMessage> PostAsync(AccessTestServer server, string name, string password, string? next = null, string? site = "same-origin", string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = password, ["next"] = next ?? "" }),
        };
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await server.Client.SendAsync(request);
    }
}
