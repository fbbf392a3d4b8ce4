using System.Net;
using System.Net.Http.Json;
using Twinyard.Access.Audit;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Roles;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Tests.Http;

public sealed class AuditHttpTests
{
    [Fact]
    public async Task AChange_IsOneEntry_AndAReadIsNone()
    {
        await using var server = await OwnedAsync();

        using var read = await server.Client.GetAsync("/things/a");
        using var changed = await server.Client.PostAsync("/things/a?token=ty_secret", null);

        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Principal, entry.Role, entry.Action, entry.Resource).ShouldBe(("user/alice", "owner", "things:Put", "things:thing/a"));
        (entry.Decision, entry.Outcome, entry.Status).ShouldBe(("allow", "done", 200));
        entry.Reason.ShouldBe("statement 'Everything' of role owner allows it.");
        entry.Request.ShouldBe(changed.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem());
        IPAddress.Parse(entry.Address).ShouldBe(IPAddress.Loopback);
        AuditChain.Line(entry).ShouldNotContain("ty_secret");
    }

    [Fact]
    public async Task ARefusal_IsAnEntryWithItsReason()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", AccessTestServer.OnlyA));

        using var denied = await server.Client.GetAsync("/things/b");

        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Action, entry.Resource, entry.Decision, entry.Outcome, entry.Status).ShouldBe(("things:Get", "things:thing/b", "deny", "refused", 403));
        entry.Reason.ShouldContain("no statement of role only-a allows things:Get");
    }

    [Fact]
    public async Task AFailedAuthentication_IsAnEntryWithoutTheCredential()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use("ty_0123_secret");

        using var first = await server.Client.GetAsync("/things/a");
        using var second = await server.Client.PostAsync("/things/b", null);

        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Principal, entry.Action, entry.Resource, entry.Decision, entry.Status).ShouldBe(("anonymous", "access:Authenticate", "access:endpoint/things/{name}", "unauthenticated", 401));
        AuditChain.Line(entry).ShouldNotContain("secret");
    }

    [Fact]
    public async Task ATokenGiven_NamesItAndWhomItIsFor()
    {
        await using var server = await OwnedAsync();

        using var response = await server.Client.PostAsJsonAsync("/api/v1/access/tokens", new NewToken("bob", Role.Developer, null, 60));
        var token = (await response.Content.ReadFromJsonAsync<IssuedToken>()).ShouldNotBeNull();

        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Action, entry.Resource, entry.Detail).ShouldBe(("access:CreateToken", $"access:token/{token.Id}", "user/bob as developer"));
        AuditChain.Line(entry).ShouldNotContain(token.Secret);
    }

    [Fact]
    public async Task AHandlerThatFails_IsAnEntryOfItsStatus()
    {
        await using var server = await OwnedAsync();

        using var response = await server.Client.PostAsync("/failing/a", null);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Outcome, entry.Status).ShouldBe(("failed", 500));
    }

    [Fact]
    public async Task WhatCannotBeRecorded_IsNotDone()
    {
        await using var server = await OwnedAsync();
        await server.Get<Database>().WriteAsync(session => session.ExecuteAsync("DROP TABLE access_audit_open", null, AccessTest.None), AccessTest.None);

        using var changed = await server.Client.PostAsync("/failing/a", null);
        using var read = await server.Client.GetAsync("/things/a");

        changed.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await changed.Content.ReadAsStringAsync()).ShouldContain("audit-unavailable");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignIn_NamesWhoDidIt_AndWhoFailed()
    {
        await using var server = await OwnedAsync();
        using var made = await server.Client.PostAsync("/api/v1/access/sign-in-links", null);
        var link = (await made.Content.ReadFromJsonAsync<SignInLink>()).ShouldNotBeNull();

        using var done = await server.Client.GetAsync(new Uri(link.Url).PathAndQuery);
        using var again = await server.Client.GetAsync(new Uri(link.Url).PathAndQuery);

        var entries = await server.EntriesAsync();
        entries.Select(entry => (entry.Action, entry.Principal, entry.Outcome, entry.Decision)).ShouldBe(
            [("access:CreateSignInLink", "user/alice", "done", "allow"), ("access:SignIn", "user/alice", "done", "allow"), ("access:SignIn", "anonymous", "refused", "unauthenticated")]);
        entries.ShouldAllBe(entry => !AuditChain.Line(entry).Contains(new Uri(link.Url).Query.Split('=')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endpoints_ListVerifyAndExport()
    {
        await using var server = await OwnedAsync();
        using var changed = await server.Client.PostAsync("/things/a", null);
        await server.EntriesAsync();

        var page = (await server.Client.GetFromJsonAsync<Page<AuditEntry>>("/api/v1/access/audit?action=things:*&limit=5")).ShouldNotBeNull();
        var head = (await server.Client.GetFromJsonAsync<AuditHead>("/api/v1/access/audit/head")).ShouldNotBeNull();
        var verdict = (await server.Client.GetFromJsonAsync<AuditVerdict>($"/api/v1/access/audit/verdict?head={head.Hash}")).ShouldNotBeNull();
        var lines = (await server.Client.GetStringAsync("/api/v1/access/audit/export")).TrimEnd('\n').Split('\n');

        page.Items.ShouldHaveSingleItem().Hash.ShouldBe(head.Hash);
        (verdict.Valid, verdict.Head).ShouldBe((true, head));
        AuditChain.Parse(lines[0]).ShouldBe(page.Items[0]);
    }

    private static async Task<AccessTestServer> OwnedAsync()
    {
        var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", Role.Owner));
        return server;
    }
}
