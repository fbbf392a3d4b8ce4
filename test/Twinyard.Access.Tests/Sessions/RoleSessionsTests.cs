using System.Text.Json.Nodes;
using CsCheck;
using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Sessions;

public sealed class RoleSessionsTests
{
    private static readonly Principal Alice = new(Principal.User, "alice", Role.Developer);

    private const string Analyst =
        """
        description: Reads and writes reports
        policy:
          - { Effect: Allow, Action: "buckets:*", Resource: "*" }
        trust:
          - Effect: Allow
            Principal: { TYR: ["tyr:dev:access:role/developer", "tyr:dev:access:role/analyst"] }
            Action: access:AssumeRole
            Condition: { StringEquals: { tyr:ExternalId: plant-3 } }
        boundary:
          - { Effect: Allow, Action: "*", Resource: "tyr:*:buckets:object/reports/*" }
        session: 2h
        """;

    [Theory, EveryDatabase]
    public async Task Session_ActsInTheRole_AndNoMoreInItsOwn(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);

        var session = await PrincipalAsync(test, (await AssumeAsync(test, Alice)).Token);

        (session.Kind, session.Name, session.Role, session.Session!.Name).ShouldBe(("user", "alice", "analyst", "alice"));
        (await MayAsync(test, session, "buckets:PutObject", "buckets:object/reports/a")).ShouldBeTrue();
        (await MayAsync(test, session, "repositories:Push", "repositories:repository/a")).ShouldBeFalse();
        (await MayAsync(test, Alice, "repositories:Push", "repositories:repository/a")).ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Assume_WithoutWhatTheTrustPolicyAsksFor_IsDeniedWithItsReason(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        var sessions = test.Get<ISessions>();

        (await sessions.DecideAsync(Alice, "analyst", null, AccessTest.None)).Reason.ShouldContain("the trust policy of role analyst would, but");
        (await sessions.DecideAsync(Alice, "analyst", "plant-4", AccessTest.None)).Allowed.ShouldBeFalse();
        (await sessions.DecideAsync(Alice with { Role = Role.Reviewer }, "analyst", "plant-3", AccessTest.None)).Reason.ShouldContain("names other principals");
        (await sessions.DecideAsync(Alice with { Role = Role.Owner }, Role.Reviewer, null, AccessTest.None)).Reason.ShouldContain("assumed only where its trust policy allows it");
        (await sessions.DecideAsync(Alice with { Kind = Principal.Run }, "analyst", "plant-3", AccessTest.None)).Reason.ShouldContain("only people");
        (await sessions.DecideAsync(Alice, "analyst", "plant-3", AccessTest.None)).Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Assume_WhatTheCallersRoleDenies_IsDenied()
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);
        await test.DeployRoleAsync(Role.Developer, "policy: [{ Effect: Deny, Action: 'access:AssumeRole', Resource: '*' }]");

        var decision = await test.Get<ISessions>().DecideAsync(Alice, "analyst", "plant-3", AccessTest.None);

        (decision.Allowed, decision.IsExplicitDeny).ShouldBe((false, true));
    }

    [Fact]
    public async Task Boundary_OfTheRole_CountsForEverybodyInIt()
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);
        var own = Alice with { Role = "analyst" };

        (await MayAsync(test, own, "buckets:PutObject", "buckets:object/reports/a")).ShouldBeTrue();
        (await test.Get<IAccessEvaluator>().DecideAsync(own, "buckets:PutObject", "buckets:object/raw/a", AccessTest.None)).Reason.ShouldContain("the permission boundary of role analyst");
    }

    [Theory, EveryDatabase]
    public async Task SessionPolicy_MustAllowToo_AndGivesNothing(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        var policy = JsonNode.Parse("""{"Statement":[{"Effect":"Allow","Action":["buckets:GetObject","repositories:*"],"Resource":"*"}]}""")!.AsObject();

        var session = await PrincipalAsync(test, (await AssumeAsync(test, Alice, policy: policy)).Token);

        (await MayAsync(test, session, "buckets:GetObject", "buckets:object/reports/a")).ShouldBeTrue();
        (await MayAsync(test, session, "buckets:PutObject", "buckets:object/reports/a")).ShouldBeFalse();
        (await MayAsync(test, session, "repositories:Push", "repositories:repository/a")).ShouldBeFalse();
        var plain = await PrincipalAsync(test, (await AssumeAsync(test, Alice)).Token);
        (await MayAsync(test, plain, "buckets:PutObject", "buckets:object/reports/a")).ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Session_EndsWithItsTime_AndWhenItIsRevoked(DatabaseEngine engine)
    {
        await using var test = await StartAsync(engine);
        var (sessions, tokens) = (test.Get<ISessions>(), test.Get<ITokens>());
        var (revoked, timed) = (await AssumeAsync(test, Alice), await AssumeAsync(test, Alice, seconds: 600));

        (await sessions.RevokeAsync(revoked.Session.Id, AccessTest.None)).IsOk.ShouldBeTrue();

        (await tokens.AuthenticateAsync(revoked.Token, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("session-ended");
        (await sessions.RevokeAsync("nothing", AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("session-not-found");
        test.Time.Advance(TimeSpan.FromSeconds(599));
        (await tokens.AuthenticateAsync(timed.Token, AccessTest.None)).IsOk.ShouldBeTrue();
        test.Time.Advance(TimeSpan.FromSeconds(1));
        (await tokens.AuthenticateAsync(timed.Token, AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("token-expired");
        (await sessions.ListAsync(new PageRequest(null, null), AccessTest.None)).Items.Select(session => session.Id).ShouldBe([timed.Session.Id, revoked.Session.Id]);
        test.Time.Advance(TokenRetention.KeptAfterEnd + TimeSpan.FromHours(2));
        await test.Get<TokenRetention>().RunOnceAsync(AccessTest.None);
        (await sessions.ListAsync(new PageRequest(null, null), AccessTest.None)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, 3600, false)]
    [InlineData(7200L, 7200, false)]
    [InlineData(7201L, 0, false)]
    [InlineData(59L, 0, false)]
    [InlineData(3600L, 3600, true)]
    [InlineData(3601L, 0, true)]
    public async Task Duration_IsBounded_AndAChainedSessionLastsAnHour(long? seconds, int lasts, bool isChained)
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);
        var caller = isChained ? await PrincipalAsync(test, (await AssumeAsync(test, Alice)).Token) : Alice;

        var assumed = await test.Get<ISessions>().StartAsync(caller, "analyst", new AssumeRoleRequest(null, null, seconds, null), AccessTest.None);

        if (lasts == 0)
        {
            assumed.Error.ShouldNotBeNull().Code.ShouldBe("session-duration");
            return;
        }

        (assumed.Value.Session.ExpiresAt - test.Time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(lasts));
    }

    [Theory]
    [InlineData("a b", null, "session-name")]
    [InlineData("x", null, "session-name")]
    [InlineData("ok", "{\"Statement\":[{\"Effect\":\"Allow\"}]}", "policy-invalid")]
    public async Task Start_WithSomethingWrong_SaysWhat(string name, string? policy, string code)
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);

        var assumed = await test.Get<ISessions>().StartAsync(
            Alice, "analyst", new AssumeRoleRequest(name, null, null, policy is null ? null : JsonNode.Parse(policy)!.AsObject()), AccessTest.None);

        assumed.Error.ShouldNotBeNull().Code.ShouldBe(code);
    }

    [Fact]
    public async Task Token_ThatIsChangedAnywhere_IsNobodys()
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);
        var token = (await AssumeAsync(test, Alice)).Token;
        var other = (await AssumeAsync(test, Alice)).Token;
        var tokens = test.Get<ITokens>();
        await Gen.Select(Gen.Int[0, token.Length - 1], Gen.Char[' ', '~'], Gen.Int[0, 2]).SampleAsync(async (at, character, how) =>
        {
            var changed = how switch { 0 => token.Remove(at, 1), 1 => token.Insert(at, $"{character}"), _ => token.Remove(at, 1).Insert(at, $"{character}") };
            if (changed != token)
            {
                (await tokens.AuthenticateAsync(changed, AccessTest.None)).IsOk.ShouldBeFalse(changed);
            }
        });
        // The secret of one session with the id of another.
        (await tokens.AuthenticateAsync(token[..token.LastIndexOf('_')] + other[other.LastIndexOf('_')..], AccessTest.None)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task Session_MakesNothingThatOutlivesIt()
    {
        await using var test = await StartAsync(DatabaseEngine.Sqlite);
        var session = await PrincipalAsync(test, (await AssumeAsync(test, Alice)).Token);

        session.RefuseInSession("A workspace").ShouldNotBeNull().Code.ShouldBe("session-outlived");
        Alice.RefuseInSession("A workspace").ShouldBeNull();
    }

    private static async Task<AccessTest> StartAsync(DatabaseEngine engine)
    {
        var test = await AccessTest.CreateAsync(engine);
        await test.DeployRoleAsync("analyst", Analyst);
        return test;
    }

    private static async Task<AssumedRole> AssumeAsync(AccessTest test, Principal caller, long? seconds = null, JsonObject? policy = null) =>
        (await test.Get<ISessions>().StartAsync(caller, "analyst", new AssumeRoleRequest(null, null, seconds, policy), AccessTest.None)).Value;

    private static async Task<Principal> PrincipalAsync(AccessTest test, string token) => (await test.Get<ITokens>().AuthenticateAsync(token, AccessTest.None)).Value;

    private static async Task<bool> MayAsync(AccessTest test, Principal principal, string action, string resource) =>
        (await test.Get<IAccessEvaluator>().DecideAsync(principal, action, resource, AccessTest.None)).Allowed;
}
