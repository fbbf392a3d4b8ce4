using System.Text.Json.Nodes;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Tokens;

public sealed class PersonalTokensTests
{
    private static readonly Principal Alice = new(Principal.User, "alice", Role.Developer);

    [Theory, EveryDatabase]
    public async Task Scope_MustAllowToo_AndGivesNothing(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);

        var scoped = await PrincipalAsync(test, await CreateAsync(test, Scope("buckets:GetObject", "access:CreateToken")));
        var plain = await PrincipalAsync(test, await CreateAsync(test, null));

        (await MayAsync(test, scoped, "buckets:GetObject", "buckets:object/a/b")).ShouldBeTrue();
        (await MayAsync(test, scoped, "warehouse:Query", "warehouse:table/a")).ShouldBeFalse();
        (await test.Get<IAccessEvaluator>().DecideAsync(scoped, "warehouse:Query", "warehouse:table/a", AccessTest.None)).Reason.ShouldContain("the scope of the personal token");
        (await MayAsync(test, scoped, "access:CreateToken", "access:token/*")).ShouldBeFalse();
        (await MayAsync(test, plain, "warehouse:Query", "warehouse:table/a")).ShouldBeTrue();
        scoped.RefuseInSession("A workspace").ShouldNotBeNull().Code.ShouldBe("scope-outlived");
        plain.RefuseInSession("A workspace").ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Scope_BindsWhoAssumesARole(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        await test.DeployRoleAsync("shift", "{ policy: [{ Effect: Allow, Action: '*', Resource: '*' }], trust: [{ Effect: Allow, Principal: '*', Action: 'access:AssumeRole' }] }");
        var sessions = test.Get<ISessions>();

        (await sessions.DecideAsync(await PrincipalAsync(test, await CreateAsync(test, Scope("buckets:*"))), "shift", null, AccessTest.None)).Allowed.ShouldBeFalse();
        (await sessions.DecideAsync(await PrincipalAsync(test, await CreateAsync(test, Scope("access:AssumeRole"))), "shift", null, AccessTest.None)).Allowed.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Token_IsItsMakersToListAndRevoke_AndEndsByItself(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var (personal, tokens, bob) = (test.Get<PersonalTokens>(), test.Get<ITokens>(), Alice with { Name = "bob" });
        var first = await CreateAsync(test, null);
        var second = await CreateAsync(test, Scope("buckets:*"));
        var given = await tokens.IssueAsync(new TokenRequest(Alice, "", null), AccessTest.None);

        (await personal.ListAsync(Alice, AccessTest.None)).Select(token => (token.Id, token.Kind, token.HasScope)).ShouldBe([(second.Id, "personal", true), (first.Id, "personal", false)], ignoreOrder: true);
        (await personal.ListAsync(bob, AccessTest.None)).ShouldBeEmpty();
        (await personal.RevokeAsync(bob, first.Id, AccessTest.None)).IsOk.ShouldBeFalse();
        (await personal.RevokeAsync(Alice, given.Id, AccessTest.None)).IsOk.ShouldBeFalse();
        (await personal.RevokeAsync(Alice, first.Id, AccessTest.None)).IsOk.ShouldBeTrue();

        (await tokens.AuthenticateAsync(first.Secret, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("token-revoked");
        (await tokens.AuthenticateAsync(second.Secret, AccessTest.None)).IsOk.ShouldBeTrue();
        test.Time.Advance(TimeSpan.FromHours(1));
        (await tokens.AuthenticateAsync(second.Secret, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("token-expired");
        (await tokens.AuthenticateAsync(given.Secret, AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Create_WhereItMayNot_IsRefused()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        var personal = await PrincipalAsync(test, await CreateAsync(test, null));

        async Task<string?> CodeAsync(Principal caller, long? seconds = 60, JsonObject? policy = null, string? description = null) =>
            (await test.Get<PersonalTokens>().CreateAsync(caller, description, seconds, policy, AccessTest.None)).Error?.Code;

        (await CodeAsync(personal)).ShouldBe("token-of-token");
        (await CodeAsync(Alice with { Session = new PrincipalSession("s", "s", null, null) })).ShouldBe("session-outlived");
        (await CodeAsync(Alice with { Kind = Principal.Run })).ShouldBe("people-only");
        (await CodeAsync(Alice, seconds: null)).ShouldBe("token-lifetime");
        (await CodeAsync(Alice, seconds: 0)).ShouldBe("token-lifetime");
        (await CodeAsync(Alice, seconds: long.MaxValue)).ShouldBe("token-lifetime");
        (await CodeAsync(Alice, seconds: 367L * 86_400)).ShouldBe("token-lifetime");
        (await CodeAsync(Alice, policy: JsonNode.Parse("""{"Statement":[{"Effect":"Allow"}]}""")!.AsObject())).ShouldBe("policy-invalid");
        (await CodeAsync(Alice, policy: new JsonObject { ["Statement"] = new string('x', 20_000) })).ShouldBe("policy-invalid");
        (await CodeAsync(Alice, description: new string('x', 201))).ShouldBe("token-description");
        for (var i = 1; i < 100; i++)
        {
            (await CodeAsync(Alice)).ShouldBeNull();
        }

        (await CodeAsync(Alice)).ShouldBe("token-count");
    }

    private static JsonObject Scope(params string[] actions) =>
        new() { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray([.. actions.Select(action => (JsonNode)action)]), ["Resource"] = "*" }) };

    private static async Task<IssuedToken> CreateAsync(AccessTest test, JsonObject? policy) => (await test.Get<PersonalTokens>().CreateAsync(Alice, "a test", 3600, policy, AccessTest.None)).Value;

    private static async Task<Principal> PrincipalAsync(AccessTest test, IssuedToken token) => (await test.Get<ITokens>().AuthenticateAsync(token.Secret, AccessTest.None)).Value;

    private static async Task<bool> MayAsync(AccessTest test, Principal principal, string action, string resource) =>
        (await test.Get<IAccessEvaluator>().DecideAsync(principal, action, resource, AccessTest.None)).Allowed;
}
