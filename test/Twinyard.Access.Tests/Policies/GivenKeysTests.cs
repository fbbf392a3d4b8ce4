using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;

namespace Twinyard.Access.Tests.Policies;

/// <summary>Keys that an action has besides those of every request.</summary>
public sealed class GivenKeysTests
{
    private static readonly Principal Ann = new(Principal.User, "ann", "clerk");

    [Fact]
    public async Task DecideAsync_KeyWithSeveralValues_IsAskedForEach()
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        await test.DeployRoleAsync("clerk", """
            policy:
              - Effect: Allow
                Action: warehouse:Query
                Resource: "*"
                Condition: { "ForAllValues:StringEquals": { warehouse:Columns: [id, line] }, StringEquals: { tyr:PrincipalName: ann } }
            """);

        (await DecideAsync(test, "id", "line")).ShouldBeTrue();
        (await DecideAsync(test)).ShouldBeTrue();
        (await DecideAsync(test, "id", "wage")).ShouldBeFalse();
        (await ExplainAsync(test, "id", "line")).ShouldBeTrue();
        (await ExplainAsync(test, "id", "wage")).ShouldBeFalse();
    }

    private static async Task<bool> DecideAsync(AccessTest test, params string[] columns) =>
        (await test.Get<IAccessEvaluator>().DecideAsync(
            Ann, "warehouse:Query", "warehouse:table/staff", new GivenContext([KeyValuePair.Create<string, IReadOnlyList<string>>(AccessKeys.Columns, columns)]), AccessTest.None)).Allowed;

    private static async Task<bool> ExplainAsync(AccessTest test, params string[] columns) =>
        (await test.Get<IAccessControl>().ExplainAsync(
            new AccessQuestion("clerk", "warehouse:Query", "warehouse:table/staff", "ann", GivenContext.Of(columns.Select(column => KeyValuePair.Create(AccessKeys.Columns, column)))), AccessTest.None)).Value.Allowed;
}
