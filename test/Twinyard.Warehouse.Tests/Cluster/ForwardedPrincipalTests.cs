using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Sessions;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>Whoever asks a node that does not hold the warehouse may read what they may read on the one that does.</summary>
public sealed class ForwardedPrincipalTests
{
    private const string Role =
        """
        {"description":"","policy":{"Statement":[{"Effect":"Allow","Action":"warehouse:Query","Resource":"*","Condition":{
          "ForAllValues:StringEquals":{"warehouse:Columns":"name"},"IpAddress":{"tyr:SourceIp":"10.0.0.0/8"},"StringEquals":{"tyr:SessionName":"shift"}}}]}}
        """;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Tables = new("test", ["CREATE TABLE IF NOT EXISTS counters (name VARCHAR, value BIGINT)"]);

    private static readonly Principal Ann = new(Principal.User, "ann", "counter")
    {
        Source = RequestSource.Of(IPAddress.Parse("10.1.2.3"), isSecure: true),
        Session = new PrincipalSession("s-1", "shift", null, null),
    };

    [Fact]
    public async Task QueryAsync_OnTheOtherNode_IsDecidedByWhoAsksWithSessionAndOrigin()
    {
        await using var nodes = await TwoNodes.StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), Tables);
        var roles = nodes.A.Get<IEnumerable<IResourceKind>>().Single(kind => kind.Kind == "role");
        await nodes.Database.WriteAsync(session => roles.ApplyAsync("counter", Role, new DeployContext("c0ffee", "p-1", "alice", "bob", DateTimeOffset.UnixEpoch), session, None), None);

        (await AskAsync(nodes, Ann, "SELECT name FROM counters")).ShouldBeNull();
        (await AskAsync(nodes, Ann, "SELECT value FROM counters")).ShouldBeOfType<DeniedError>().Message.ShouldContain("does not hold for value");
        (await AskAsync(nodes, Ann with { Session = null }, "SELECT name FROM counters")).ShouldBeOfType<DeniedError>();
        (await AskAsync(nodes, Ann with { Source = RequestSource.Of(IPAddress.Parse("192.0.2.1"), isSecure: true) }, "SELECT name FROM counters")).ShouldBeOfType<DeniedError>();
        const string scope = """{"Statement":[{"Effect":"Allow","Action":"warehouse:Query","Resource":"tyr:*:warehouse:table/others"}]}""";
        (await AskAsync(nodes, Ann with { Token = new PersonalToken("t-1", scope) }, "SELECT name FROM counters")).ShouldBeOfType<DeniedError>().Message.ShouldContain("the scope of the personal token");
        (await AskAsync(nodes, new Principal(Principal.Device, "d-1", "device"), "SELECT name FROM counters")).ShouldBeOfType<DeniedError>();
    }

    private static async Task<Error?> AskAsync(TwoNodes nodes, Principal principal, string sql) =>
        (await nodes.B.Warehouse.QueryAsync(new WarehouseQuery(principal, sql, []), None)).Error;
}
