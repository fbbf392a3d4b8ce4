using System.Net;
using System.Text.Json;
using CsCheck;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Tests.Policies;

public sealed class AccessEvaluatorTests
{
    private static readonly string[] Actions = ["buckets:GetObject", "buckets:PutObject", "models:GetModel"];
    private static readonly string[] Resources = ["tyr:dev:buckets:object/a", "tyr:dev:buckets:object/b", "tyr:dev:models:model/a"];

    private static readonly Gen<PolicyStatement> Statement = Gen.Select(
        Gen.Bool,
        Gen.OneOf("*", "buckets:*", "BUCKETS:get*", "models:GetModel", "*:GetObject").List[1, 2],
        Gen.OneOf("*", "tyr:*:buckets:*", "tyr:dev:buckets:object/a", "tyr:*/b", "tyr:prod:*").List[1, 2],
        (allow, actions, resources) => new PolicyStatement(null, allow ? PolicyEffect.Allow : PolicyEffect.Deny, actions, resources));

    [Fact]
    public void Decide_DenyAndAllow_DenyWinsAndIsNamed()
    {
        var policy = Compile(
            new PolicyStatement("All", PolicyEffect.Allow, ["*"], ["*"]),
            new PolicyStatement("NotRaw", PolicyEffect.Deny, ["buckets:Put*"], ["tyr:*:buckets:object/raw/*"]));

        Decide(policy, "buckets:PutObject", "tyr:dev:buckets:object/raw/a").ShouldBe(new AccessDecision(false, "statement 'NotRaw' of role r denies it.") { IsExplicitDeny = true });
        Decide(policy, "buckets:PutObject", "tyr:dev:buckets:object/other").ShouldBe(new AccessDecision(true, "statement 'All' of role r allows it."));
    }

    [Fact]
    public void Decide_NothingCovers_TheMissingAllowIsNamed() =>
        Decide(Compile(new PolicyStatement(null, PolicyEffect.Allow, ["buckets:*"], ["*"])), "models:GetModel", "tyr:dev:models:model/a")
            .ShouldBe(new AccessDecision(false, "no statement of role r allows models:GetModel on tyr:dev:models:model/a."));

    [Fact]
    public void Decide_AnyPolicy_AddingADenyNeverAllowsMore() =>
        Gen.Select(Statement.List[0, 4], Statement, Gen.OneOf(Actions), Gen.OneOf(Resources)).Sample((statements, extra, action, resource) =>
        {
            var before = Decide(Compile([.. statements]), action, resource).Allowed;
            var withDeny = Decide(Compile([.. statements, extra with { Effect = PolicyEffect.Deny }]), action, resource).Allowed;
            return before || !withDeny;
        });

    [Fact]
    public void Decide_AnyPolicy_OrderOfStatementsDoesNotMatter() =>
        Gen.Select(Statement.List[0, 5], Gen.OneOf(Actions), Gen.OneOf(Resources)).Sample((statements, action, resource) =>
            Decide(Compile([.. statements]), action, resource).Allowed
            == Decide(Compile([.. Enumerable.Reverse(statements)]), action, resource).Allowed);

    [Fact]
    public async Task DecideAsync_UnknownRole_IsDenied()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);

        var result = await test.Get<IAccessEvaluator>().RequireAsync(
            new Principal(Principal.User, "alice", "gone"), "buckets:GetObject", "buckets:object/a", AccessTest.None);

        result.Error.ShouldBeOfType<DeniedError>().Message.ShouldBe("user/alice as gone may not buckets:GetObject on buckets:object/a: there is no role gone.");
    }

    [Theory]
    [InlineData("buckets:GetObject", true)]
    [InlineData("warehouse:Query", true)]
    [InlineData("models:ListModels", true)]
    [InlineData("access:GetCallerIdentity", true)]
    [InlineData("buckets:PutObject", false)]
    [InlineData("buckets:DeleteObject", false)]
    [InlineData("events:PutEvent", false)]
    [InlineData("models:SetAlias", false)]
    [InlineData("fleet:CreateRollout", false)]
    [InlineData("warehouse:OpenSession", false)]
    [InlineData("access:CreateToken", false)]
    [InlineData("workflows:StartRun", false)]
    public async Task DecideAsync_RunThatIsReproduced_OnlyReadsWhateverItsRole(string action, bool expected)
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);

        var decision = await test.Get<IAccessEvaluator>().DecideAsync(new Principal(Principal.Reproduction, "run-1", "owner"), action, "any:thing/a", AccessTest.None);

        decision.Allowed.ShouldBe(expected);
    }

    [Fact]
    public async Task DecideAsync_ConditionOnWhereTheRequestComesFrom_CountsForEachRequest()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        await test.DeployRoleAsync("plant", """
            policy:
              - Effect: Allow
                Action: buckets:GetObject
                Resource: "tyr:*:buckets:object/${tyr:PrincipalName}/*"
                Condition: { IpAddress: { tyr:SourceIp: 10.0.0.0/8 } }
            """);
        var evaluator = test.Get<IAccessEvaluator>();
        var ada = new Principal(Principal.User, "ada", "plant");

        (await evaluator.DecideAsync(ada with { Source = RequestSource.Of(IPAddress.Parse("::ffff:10.1.2.3"), false) }, "buckets:GetObject", "buckets:object/ada/a", AccessTest.None)).Allowed.ShouldBeTrue();
        (await evaluator.DecideAsync(ada with { Source = RequestSource.Of(IPAddress.Parse("192.0.2.7"), true) }, "buckets:GetObject", "buckets:object/ada/a", AccessTest.None))
            .Reason.ShouldBe("no statement of role plant allows buckets:GetObject on tyr:dev:buckets:object/ada/a; statement 1 of role plant would, but its condition IpAddress tyr:SourceIp 10.0.0.0/8 does not hold for 192.0.2.7.");
        (await evaluator.DecideAsync(ada, "buckets:GetObject", "buckets:object/ada/a", AccessTest.None)).Reason.ShouldEndWith("the request has no tyr:SourceIp.");
        (await test.Get<IAccessControl>().ExplainAsync(
            new AccessQuestion("plant", "buckets:GetObject", "buckets:object/ada/a", "ada", GivenContext.Of([KeyValuePair.Create("TYR:sourceip", "10.9.9.9")])), AccessTest.None)).Value.Allowed.ShouldBeTrue();
    }

    // The console's root component gets the principal so.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2001:db8::7")]
    public void Principal_AsJson_IsTheSame(string address)
    {
        var principal = new Principal(Principal.User, "ada", "owner") { Source = RequestSource.Of(IPAddress.Parse(address), true) };

        JsonSerializer.Deserialize<Principal>(JsonSerializer.Serialize(principal)).ShouldBe(principal);
    }

    // A device named * must not reach the topics of all others.
    [Theory]
    [InlineData("dev-01", true)]
    [InlineData("dev-02", false)]
    [InlineData("*", false)]
    [InlineData("dev-0?", false)]
    [InlineData("\uFFFF", false)]
    public void Decide_PrincipalNameInAResource_IsTakenLiterally(string name, bool expected)
    {
        var policy = Compile(new PolicyStatement(null, PolicyEffect.Allow, ["fleet:Publish"], ["tyr:*:fleet:topic/ty/v1/${tyr:PrincipalName}/*"]));

        policy.Decide(new AccessRequest([], "fleet:Publish", "tyr:dev:fleet:topic/ty/v1/dev-01/d", new GivenContext([KeyValuePair.Create("tyr:PrincipalName", (IReadOnlyList<string>)[name])])))
            .Allowed.ShouldBe(expected);
    }

    private static PolicySet Compile(params PolicyStatement[] statements) => new([("role r", new PolicyDocument(statements))], null, []);

    private static AccessDecision Decide(PolicySet policies, string action, string resource) =>
        policies.Decide(new AccessRequest(["tyr:dev:access:user/alice"], action, resource, new GivenContext([])));
}
