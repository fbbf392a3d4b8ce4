using CsCheck;
using Twinyard.Access.Policies;
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

        policy.Decide("alice", "buckets:PutObject", "tyr:dev:buckets:object/raw/a").ShouldBe(new AccessDecision(false, "statement 'NotRaw' of role r denies it."));
        policy.Decide("alice", "buckets:PutObject", "tyr:dev:buckets:object/other").ShouldBe(new AccessDecision(true, "statement 'All' of role r allows it."));
    }

    [Fact]
    public void Decide_NothingCovers_TheMissingAllowIsNamed() =>
        Compile(new PolicyStatement(null, PolicyEffect.Allow, ["buckets:*"], ["*"])).Decide("alice", "models:GetModel", "tyr:dev:models:model/a")
            .ShouldBe(new AccessDecision(false, "no statement of role r allows models:GetModel on tyr:dev:models:model/a."));

    [Fact]
    public void Decide_AnyPolicy_AddingADenyNeverAllowsMore() =>
        Gen.Select(Statement.List[0, 4], Statement, Gen.OneOf(Actions), Gen.OneOf(Resources)).Sample((statements, extra, action, resource) =>
        {
            var before = Compile([.. statements]).Decide("alice", action, resource).Allowed;
            var withDeny = Compile([.. statements, extra with { Effect = PolicyEffect.Deny }]).Decide("alice", action, resource).Allowed;
            return before || !withDeny;
        });

    [Fact]
    public void Decide_AnyPolicy_OrderOfStatementsDoesNotMatter() =>
        Gen.Select(Statement.List[0, 5], Gen.OneOf(Actions), Gen.OneOf(Resources)).Sample((statements, action, resource) =>
            Compile([.. statements]).Decide("alice", action, resource).Allowed
            == Compile([.. Enumerable.Reverse(statements)]).Decide("alice", action, resource).Allowed);

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

    private static CompiledPolicy Compile(params PolicyStatement[] statements) => new("r", new PolicyDocument(statements));
}
