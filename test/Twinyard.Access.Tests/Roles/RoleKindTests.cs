using Twinyard.Access.Policies;
using Twinyard.Access.Roles;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Roles;

public sealed class RoleKindTests
{
    private static readonly Principal Alice = new(Principal.User, "alice", "analyst");

    private const string Analyst =
        """
        description: Reads tables – nothing else
        policy:
          - Sid: Read
            Effect: Allow
            Action: warehouse:Query
            Resource: "*"
        """;

    [Theory, EveryDatabase]
    public async Task ApplyAsync_NewRole_CountsWithTheCommit(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var evaluator = test.Get<IAccessEvaluator>();
        (await evaluator.DecideAsync(Alice, "warehouse:Query", "warehouse:table/t", AccessTest.None)).Allowed.ShouldBeFalse();

        var specification = await test.DeployRoleAsync("analyst", Analyst);

        (await evaluator.DecideAsync(Alice, "warehouse:Query", "warehouse:table/t", AccessTest.None)).Allowed.ShouldBeTrue();
        (await evaluator.DecideAsync(Alice, "buckets:PutObject", "buckets:object/a", AccessTest.None)).Allowed.ShouldBeFalse();
        var listed = await test.Database.ReadAsync(session => Kind(test).ListAsync(session, AccessTest.None), AccessTest.None);
        listed.ShouldBe(new Dictionary<string, string> { ["analyst"] = specification });
    }

    // As on a node that executes a run of a workflow that another one has just deployed with its role.
    [Theory, EveryDatabase]
    public async Task FindRoleAsync_DeployedByAnotherNodeAMomentAgo_IsThere(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        await using var node = test.Another();
        (await node.Get<IAccessControl>().FindRoleAsync("analyst", AccessTest.None)).IsOk.ShouldBeFalse();
        test.Time.Advance(TimeSpan.FromMilliseconds(1));

        await test.DeployRoleAsync("analyst", Analyst);

        (await node.Get<IAccessControl>().FindRoleAsync("analyst", AccessTest.None)).IsOk.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task ListAsync_RoleThatMayBeAssumed_IsWhatWasDeclared(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);

        var specification = await test.DeployRoleAsync(
            "analyst", Analyst + "\ntrust: [{ Effect: Allow, Principal: '*', Action: access:AssumeRole }]\nboundary: [{ Effect: Allow, Action: '*', Resource: '*' }]\nsession: 2h\n");

        var listed = await test.Database.ReadAsync(session => Kind(test).ListAsync(session, AccessTest.None), AccessTest.None);
        listed["analyst"].ShouldBe(specification);
        var role = (await test.Get<IAccessControl>().FindRoleAsync("analyst", AccessTest.None)).Value;
        (role.Trust!.Statements.Count, role.Boundary!.Statements.Count, role.LongestSession).ShouldBe((1, 1, TimeSpan.FromHours(2)));
        await test.DeployRoleAsync("analyst", Analyst);
        (await test.Get<IAccessControl>().FindRoleAsync("analyst", AccessTest.None)).Value.Trust.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task DeleteAsync_DeclaredOverABuiltIn_TheBuiltInComesBack(DatabaseEngine engine)
    {
        await using var test = await AccessTest.CreateAsync(engine);
        var evaluator = test.Get<IAccessEvaluator>();
        var developer = Alice with { Role = Role.Developer };
        await test.DeployRoleAsync(Role.Developer, Analyst);
        (await evaluator.DecideAsync(developer, "repositories:Push", "repositories:repository/a", AccessTest.None)).Allowed.ShouldBeFalse();

        await test.Database.WriteAsync(session => Kind(test).DeleteAsync(Role.Developer, AccessTest.Deploy, session, AccessTest.None), AccessTest.None);

        (await evaluator.DecideAsync(developer, "repositories:Push", "repositories:repository/a", AccessTest.None)).Allowed.ShouldBeTrue();
    }

    [Theory]
    [InlineData("analyst", "policy:\n  - Effect: Allow\n    Action: buckets:GetObject\n    Resource: '*'\n    Condition: { IpAdress: {} }\n", "(5,28): policy[0].Condition.IpAdress")]
    [InlineData("analyst", "description: x\n", "policy: This key is required")]
    [InlineData("analyst", "policy: []\ndescripton: x\n", "Did you mean 'description'?")]
    [InlineData("analyst", "policy: []\ntrust: [{ Effect: Allow, Action: access:AssumeRole }]\n", "trust[0].Principal: This key is required")]
    [InlineData("analyst", "policy: []\nboundary: [{ Effect: Allow, Principal: '*', Action: '*', Resource: '*' }]\n", "boundary[0].Principal")]
    [InlineData("analyst", "policy: []\nsession: 13h\n", "A session lasts 1m to 12h.")]
    [InlineData("owner", "policy: []\n", "cannot be declared")]
    [InlineData("node", "policy: []\n", "cannot be declared")]
    public async Task Read_BadDeclaration_NamesThePlace(string name, string yaml, string expected)
    {
        await using var test = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        var body = ManifestDocument.Parse("resources/roles/analyst.yaml", yaml).Value;

        Kind(test).Read(new ResourceDeclaration("role", name, body, _ => false));

        string.Join('\n', body.Problems.Items).ShouldContain(expected);
    }

    private static IResourceKind Kind(AccessTest test) => test.Get<IResourceKind>();
}
