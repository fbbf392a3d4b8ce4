using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Roles;

public sealed class BuiltInRolesTests
{
    private static readonly GivenContext Alice = new([KeyValuePair.Create("tyr:PrincipalName", (IReadOnlyList<string>)["alice"])]);

    [Theory, EveryDatabase]
    public async Task ListAsync_FirstStart_AllSixAreThere(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);

        var roles = await test.Get<IAccessControl>().ListRolesAsync(AccessTest.None);

        roles.Select(role => role.Name).ShouldBe(["developer", "device", "evaluator", "node", "owner", "reviewer"]);
        roles.ShouldAllBe(role => role.Origin == Role.BuiltIn && role.Description.Length > 0);
    }

    // One line a step of the story: who does it, and who must not be able to.
    [Theory]
    [InlineData("repositories:Push", "repositories:repository/turbofan", "owner developer")]
    [InlineData("repositories:Pull", "repositories:repository/turbofan", "owner developer reviewer")]
    [InlineData("repositories:OpenProposal", "repositories:repository/turbofan", "owner developer")]
    [InlineData("repositories:ApproveProposal", "repositories:proposal/1", "owner reviewer")]
    [InlineData("repositories:MergeProposal", "repositories:proposal/1", "owner reviewer")]
    [InlineData("workflows:StartRun", "workflows:workflow/train", "owner developer")]
    [InlineData("workflows:ListRuns", "workflows:run/*", "owner developer reviewer evaluator")]
    [InlineData("warehouse:Query", "warehouse:database/main", "owner developer reviewer evaluator")]
    [InlineData("warehouse:WriteTable", "warehouse:table/daily", "owner evaluator")]
    [InlineData("warehouse:OpenSession", "warehouse:database/main", "owner node")]
    [InlineData("signals:PutMetric", "signals:metric/workflows/evaluate", "owner developer evaluator")]
    [InlineData("buckets:GetObject", "buckets:object/raw/a", "owner developer reviewer evaluator")]
    [InlineData("buckets:PutObject", "buckets:object/raw/a", "owner developer evaluator")]
    [InlineData("buckets:DeleteObject", "buckets:object/raw/a", "owner")]
    [InlineData("events:PutEvent", "events:bus/default", "owner developer evaluator")]
    [InlineData("models:RegisterVersion", "models:model/rul", "owner evaluator")]
    [InlineData("models:PutEvaluation", "models:model/rul", "owner evaluator")]
    [InlineData("models:SetAlias", "models:model/rul", "owner reviewer evaluator")]
    [InlineData("models:GetBundle", "models:model/rul", "owner developer reviewer evaluator device")]
    [InlineData("notifications:Publish", "notifications:topic/ml-team", "owner developer evaluator")]
    [InlineData("fleet:EnrolDevice", "fleet:device/dev-01", "owner")]
    [InlineData("fleet:CreateRollout", "fleet:rollout/*", "owner reviewer evaluator")]
    [InlineData("fleet:Subscribe", "fleet:topic/ty/v1/alice/shadow/desired", "owner device")]
    [InlineData("fleet:Subscribe", "fleet:topic/ty/v1/#", "owner")]
    [InlineData("console:View", "console:page/*", "owner developer reviewer")]
    [InlineData("signals:GetLogs", "signals:log/run/1", "owner developer reviewer")]
    [InlineData("signals:GetLogs", "signals:log/run/alice", "owner developer reviewer evaluator")]
    [InlineData("workflows:GetRun", "workflows:run/1", "owner developer reviewer")]
    [InlineData("workflows:GetRunLogs", "workflows:run/1", "owner developer reviewer")]
    [InlineData("workflows:GetRun", "workflows:run/alice", "owner developer reviewer evaluator")]
    [InlineData("signals:QueryMetrics", "signals:metric/*", "owner developer reviewer evaluator")]
    [InlineData("models:GetLineage", "models:lineage/decision/d-1", "owner developer reviewer evaluator")]
    [InlineData("fleet:Connect", "fleet:device/alice", "owner device")]
    [InlineData("fleet:Publish", "fleet:topic/ty/v1/alice/t/sensors", "owner device")]
    [InlineData("fleet:Publish", "fleet:topic/ty/v1/bob/t/sensors", "owner")]
    [InlineData("access:GetCallerIdentity", "access:principal/self", "owner developer reviewer evaluator")]
    [InlineData("access:CreateToken", "access:token/*", "owner")]
    [InlineData("access:PassRole", "access:role/device", "owner")]
    [InlineData("access:ListSecrets", "access:secret/*", "owner developer reviewer")]
    [InlineData("access:DescribeSecret", "access:secret/a", "owner developer reviewer")]
    [InlineData("access:GetSecretValue", "access:secret/a", "owner")]
    [InlineData("access:SetSecret", "access:secret/a", "owner")]
    [InlineData("access:DeleteSecret", "access:secret/a", "owner")]
    [InlineData("access:RotateSecretKey", "access:secret/*", "owner")]
    [InlineData("access:CreateSignInLink", "access:principal/self", "owner developer reviewer")]
    public void Decide_StepOfTheStory_IsAllowedToTheseOnly(string action, string resource, string allowed)
    {
        string[] roles = [Role.Owner, Role.Developer, Role.Reviewer, Role.Evaluator, Role.Device, Role.Node];

        var may = roles.Where(role => new PolicySet([(role, BuiltInRoles.Policy(role))], null, []).Decide(
            new AccessRequest(["tyr:dev:access:user/alice"], action, $"tyr:dev:{resource}", Alice)).Allowed);

        string.Join(' ', may).ShouldBe(allowed);
    }
}
