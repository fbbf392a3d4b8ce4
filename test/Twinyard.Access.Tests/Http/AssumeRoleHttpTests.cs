using System.Net;
using System.Net.Http.Json;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Tests.Http;

public sealed class AssumeRoleHttpTests
{
    private const string Trust =
        """{"Statement":[{"Effect":"Allow","Principal":{"TYR":["tyr:dev:access:user/alice"]},"Action":"access:AssumeRole","Condition":{"StringEquals":{"tyr:ExternalId":"plant-3"}}}]}""";

    [Fact]
    public async Task AssumeRole_GivesASession_ThatIsListedRevokedAndRecorded()
    {
        await using var server = await StartAsync();
        server.Use(await server.TokenAsync("alice", AccessTestServer.OnlyA));

        using var response = await server.Client.PostAsJsonAsync("/api/v1/access/assume-role/writer", new AssumeRoleRequest("night", "plant-3", null, null));
        var assumed = (await response.Content.ReadFromJsonAsync<AssumedRole>()).ShouldNotBeNull();
        server.Use(assumed.Token);
        using var put = await server.Client.PostAsync("/things/a", null);
        var me = (await server.Client.GetFromJsonAsync<CallerIdentity>("/api/v1/access/whoami")).ShouldNotBeNull();
        using var signIn = await server.Client.PostAsync("/api/v1/access/sign-in-links", null);
        server.Use(await server.TokenAsync("olga", Role.Owner));
        var listed = (await server.Client.GetFromJsonAsync<Page<SessionInfo>>("/api/v1/access/sessions")).ShouldNotBeNull();
        using var revoked = await server.Client.DeleteAsync($"/api/v1/access/sessions/{assumed.Session.Id}");
        server.Use(assumed.Token);
        using var after = await server.Client.PostAsync("/things/a", null);

        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        (me.Name, me.Role, me.Session).ShouldBe(("alice", "writer", "night"));
        signIn.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        listed.Items.ShouldHaveSingleItem().ShouldBe(assumed.Session);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var entries = await server.EntriesAsync();
        var began = entries.Single(entry => entry.Action == "access:AssumeRole");
        (began.Principal, began.Resource, began.Decision, began.Detail).ShouldBe(("user/alice", "access:role/writer", "allow", $"session/{assumed.Session.Id} named night"));
        began.Reason.ShouldBe("statement 1 of the trust policy of role writer allows it.");
        entries.Single(entry => entry.Action == "things:Put").Role.ShouldBe("writer/night");
    }

    [Theory]
    [InlineData("alice", "writer", "plant-4")]
    [InlineData("alice", "writer", null)]
    [InlineData("bob", "writer", "plant-3")]
    [InlineData("alice", "only-a", "plant-3")]
    [InlineData("alice", "nowhere", "plant-3")]
    public async Task AssumeRole_ThatIsNotTrusted_Is403_AndOneEntry(string user, string role, string? externalId)
    {
        await using var server = await StartAsync();
        server.Use(await server.TokenAsync(user, Role.Owner));

        using var response = await server.Client.PostAsJsonAsync($"/api/v1/access/assume-role/{role}", new AssumeRoleRequest(null, externalId, null, null));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var entry = (await server.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Decision, entry.Outcome, entry.Status).ShouldBe(("deny", "refused", 403));
        entry.Reason.ShouldNotBeEmpty();
    }

    private static async Task<AccessTestServer> StartAsync()
    {
        var server = await AccessTestServer.StartAsync();
        var writer = new RoleRow
        {
            Name = "writer",
            Description = "",
            Policy = """{"Statement":[{"Effect":"Allow","Action":["things:Put","access:GetCallerIdentity","access:CreateSignInLink"],"Resource":"*"}]}""",
            Origin = Role.Deployed,
            UpdatedAt = 0,
            Trust = Trust,
        };
        await server.Get<Database>().WriteAsync(session => server.Get<RoleStore>().PutDeployedAsync(session, writer, AccessTest.None), AccessTest.None);
        server.Get<RoleDirectory>().Forget();
        return server;
    }
}
