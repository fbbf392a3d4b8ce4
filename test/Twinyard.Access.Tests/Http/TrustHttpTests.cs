using System.Net;
using System.Net.Http.Json;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Trust;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Tests.Http;

/// <summary>A person of one server acts in a role of another.</summary>
public sealed class TrustHttpTests
{
    private const string Assertion = "/api/v1/access/environments/prod/roles/operator/assertion";
    private const string Assume = "/api/v1/access/assume-asserted-role/operator";

    [Fact]
    public async Task PersonOfAnotherServer_ActsInTheRole_AndBothTrailsSayWho()
    {
        await using var dev = await AccessTestServer.StartAsync();
        await using var prod = await AccessTestServer.StartAsync("prod");
        await dev.AddRoleAsync("traveller", """{"Statement":[{"Effect":"Allow","Action":"access:AssumeRole","Resource":"tyr:prod:access:role/operator"}]}""");
        await prod.AddRoleAsync(
            "operator",
            """{"Statement":[{"Effect":"Allow","Action":["things:Get","access:GetCallerIdentity"],"Resource":"*"}]}""",
            """{"Statement":[{"Effect":"Allow","Principal":{"TYR":["tyr:dev:access:user/alice"]},"Action":"access:AssumeRole"}]}""");
        dev.Use(await dev.TokenAsync("olga", Role.Owner));
        prod.Use(await prod.TokenAsync("petra", Role.Owner));
        var key = await dev.Client.GetFromJsonAsync<KeyDocument>("/api/v1/access/environment-key");
        (await prod.Client.PutAsJsonAsync("/api/v1/access/environments/dev", key)).EnsureSuccessStatusCode();

        dev.Use(await dev.TokenAsync("alice", "traveller"));
        using var asserted = await dev.Client.PostAsync(Assertion, null);
        var assertion = (await asserted.Content.ReadFromJsonAsync<IssuedAssertion>()).ShouldNotBeNull();
        prod.Client.DefaultRequestHeaders.Authorization = null;
        using var response = await prod.Client.PostAsJsonAsync(Assume, new AssumeAssertedRoleRequest(assertion.Assertion, "shift", null, null, null));
        var assumed = (await response.Content.ReadFromJsonAsync<AssumedRole>()).ShouldNotBeNull();
        using var again = await prod.Client.PostAsJsonAsync(Assume, new AssumeAssertedRoleRequest(assertion.Assertion, "shift", null, null, null));
        using var nonsense = await prod.Client.PostAsJsonAsync(Assume, new AssumeAssertedRoleRequest("a.b.c", null, null, null, null));
        using var empty = await prod.Client.PostAsync(Assume, null);
        prod.Use(assumed.Token);
        var me = (await prod.Client.GetFromJsonAsync<CallerIdentity>("/api/v1/access/whoami")).ShouldNotBeNull();
        using var got = await prod.Client.GetAsync("/things/a");
        using var put = await prod.Client.PostAsync("/things/a", null);
        using var onward = await prod.Client.PostAsync("/api/v1/access/environments/dev/roles/owner/assertion", null);

        (me.Environment, me.Name, me.Role, me.Session).ShouldBe(("prod", "alice@dev", "operator", "shift"));
        (got.StatusCode, put.StatusCode, onward.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
        (again.StatusCode, nonsense.StatusCode, empty.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized));
        var there = (await dev.EntriesAsync()).Single(entry => entry.Action == "access:AssumeRole");
        (there.Principal, there.Resource, there.Decision, there.Reason).ShouldBe(("user/alice", "tyr:prod:access:role/operator", "allow", "statement 1 of role traveller allows it."));
        var entries = await prod.EntriesAsync();
        var here = entries.First(entry => entry.Action == "access:AssumeRole");
        (here.Principal, here.Role, here.Resource, here.Decision, here.Outcome).ShouldBe(("user/alice@dev", "tyr:dev:access:role/traveller", "access:role/operator", "allow", "done"));
        here.Detail.ShouldBe($"session/{assumed.Session.Id} named shift");
        entries.ShouldContain(entry => entry.Action == "access:AssumeRole" && entry.Decision == "unauthenticated" && entry.Principal == "anonymous");
        entries.Single(entry => entry.Action == "access:TrustEnvironment").Detail.ShouldBe($"keys {key!.Keys[0].Id}");
        entries.Single(entry => entry.Action == "things:Put").Role.ShouldBe("operator/shift");
    }

    [Fact]
    public async Task WithoutAnAllowAtHome_NothingIsSigned()
    {
        await using var dev = await AccessTestServer.StartAsync();
        dev.Use(await dev.TokenAsync("bob", Role.Developer));

        using var asserted = await dev.Client.PostAsync(Assertion, null);
        var key = await dev.Client.GetFromJsonAsync<KeyDocument>("/api/v1/access/environment-key");
        using var trust = await dev.Client.PutAsJsonAsync("/api/v1/access/environments/prod", key);
        using var rotate = await dev.Client.PostAsync("/api/v1/access/environment-key/rotation", null);
        var listed = await dev.Client.GetFromJsonAsync<Page<TrustedEnvironment>>("/api/v1/access/environments");

        (asserted.StatusCode, trust.StatusCode, rotate.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
        listed!.Items.ShouldBeEmpty();
        var entry = (await dev.EntriesAsync())[0];
        (entry.Action, entry.Resource, entry.Decision).ShouldBe(("access:AssumeRole", "tyr:prod:access:role/operator", "deny"));
    }
}
