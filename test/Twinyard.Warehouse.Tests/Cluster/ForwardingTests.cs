using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Access;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Forwarding;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Tests.Cluster;

/// <summary>What goes wrong between two nodes, and what is left of it.</summary>
public sealed class ForwardingTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly WarehouseTables Tables = new("test", ["CREATE TABLE IF NOT EXISTS counters (name VARCHAR PRIMARY KEY, value BIGINT NOT NULL)"]);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Writer_WhoseProcessDies_FreesThePlaceAtOnceAndLeavesNothing()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        var dying = await BeginAsync(nodes);
        await dying.ExecuteAsync("INSERT INTO counters VALUES ('dying', 1)", [], None);
        var waiting = AddAsync(nodes.A.Warehouse, "next");
        waiting.IsCompleted.ShouldBeFalse();

        dying.Dispose();

        await waiting;
        (await NamesAsync(nodes.B)).ShouldBe(["next"]);
    }

    [Fact]
    public async Task Writer_WhoSaysNothingForHalfAMinute_LosesThePlaceAndLeavesNothing()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        using var silent = await BeginAsync(nodes);
        await silent.ExecuteAsync("INSERT INTO counters VALUES ('silent', 1)", [], None);
        var waiting = AddAsync(nodes.A.Warehouse, "next");

        await PassTimeUntilAsync(waiting);

        await waiting;
        (await Should.ThrowAsync<WarehouseUnavailableException>(() => silent.ExecuteAsync("INSERT INTO counters VALUES ('silent', 2)", [], None))).Message.ShouldContain("nothing of it was kept");
        (await NamesAsync(nodes.B)).ShouldBe(["next"]);
    }

    [Fact]
    public async Task Writer_WhoseNodeLaysTheWarehouseDown_IsToldAndLeavesNothing()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        using var caught = await BeginAsync(nodes);
        await caught.ExecuteAsync("INSERT INTO counters VALUES ('caught', 1)", [], None);

        await nodes.A.Get<IElectedService>().LayDownAsync();

        await Should.ThrowAsync<WarehouseUnavailableException>(caught.FinishAsync);
        await nodes.A.Get<IElectedService>().TakeUpAsync(None);
        (await NamesAsync(nodes.B)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnyCall_WhileNobodyIsElected_WaitsForTheNext()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        nodes.Election.Elected = null;
        var waiting = AddAsync(nodes.B.Warehouse, "patient");
        _time.Advance(ClusterWarehouse.Patience / 2);
        waiting.IsCompleted.ShouldBeFalse();

        nodes.Election.Elected = nodes.IsA;
        await PassTimeUntilAsync(waiting);

        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task AnyCall_WhileNobodyIsElectedForLong_NamesCauseAndRemedy()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        nodes.Election.Elected = null;
        var writing = AddAsync(nodes.B.Warehouse, "impatient");
        var asking = nodes.B.Warehouse.QueryAsync(new WarehouseQuery(WarehouseFixture.Ann, "SELECT 1", []), None);

        await PassTimeUntilAsync(Task.WhenAll(writing, asking));

        (await Should.ThrowAsync<WarehouseUnavailableException>(writing)).Message.ShouldBe(
            "The warehouse cannot be reached: no node is elected. Try again in a moment; if it stays, see in the nodes' logs which of them is elected and what it says.");
        (await asking).Error.ShouldBeOfType<FailedError>().Code.ShouldBe("warehouse-unavailable");
    }

    [Fact]
    public async Task AnyCall_WhileTheElectedOneCannotBeReached_AsksAgainWhoItIs()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        await AddAsync(nodes.B.Warehouse, "before");
        nodes.Election.Elected = nodes.IsA with { Url = "http://127.0.0.1:1" };
        await AddAsync(nodes.B.Warehouse, "remembered");
        await nodes.A.Get<IElectedService>().LayDownAsync();
        var waiting = AddAsync(nodes.B.Warehouse, "after");

        await nodes.A.Get<IElectedService>().TakeUpAsync(None);
        nodes.Election.Elected = nodes.IsA;
        await PassTimeUntilAsync(waiting);

        (await NamesAsync(nodes.B)).ShouldBe(["after", "before", "remembered"]);
    }

    [Fact]
    public async Task Connect_WithATokenThatWasRevoked_IssuesAnother()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        await AddAsync(nodes.B.Warehouse, "before");
        await nodes.A.Get<ITokens>().RevokeAsync(Principal.Node, "b", None);

        var refused = await nodes.B.Get<WarehouseConnector>().TryConnectAsync(FrameKind.Read, None);

        refused.Error.ShouldNotBeNull().Message.ShouldContain("refuses this node's token (401)");
        (await AddAsync(nodes.B.Warehouse, "after")).ShouldBe(1);
    }

    [Fact]
    public async Task Token_IsOfTheNodesOwnRoleAndRenewedInTime()
    {
        await using var nodes = await TwoNodes.StartAsync(_time, Tables);
        var credential = nodes.B.Get<NodeCredential>();
        var first = await credential.GetAsync(None);
        ((await nodes.A.Get<ITokens>().AuthenticateAsync(first, None)).Value with { Credential = null }).ShouldBe(new Principal(Principal.Node, "b", Role.Node));

        _time.Advance(NodeCredential.Lifetime / 4);
        (await credential.GetAsync(None)).ShouldBe(first);
        _time.Advance(NodeCredential.Lifetime / 2);

        var second = await credential.GetAsync(None);
        second.ShouldNotBe(first);
        (await nodes.A.Get<ITokens>().AuthenticateAsync(second, None)).IsOk.ShouldBeTrue();
    }

    private static async Task<ForwardedSession> BeginAsync(TwoNodes nodes) => (await nodes.B.Get<WarehouseConnector>().TryConnectAsync(FrameKind.Write, None)).Value;

    private static Task<int> AddAsync(IWarehouse warehouse, string name) =>
        warehouse.WriteAsync(session => session.ExecuteAsync("INSERT INTO counters VALUES (?, 0)", [name], None), None);

    private static async Task<IEnumerable<object?>> NamesAsync(WarehouseNode node) =>
        (await node.Warehouse.ReadAsync(session => session.QueryAsync("SELECT name FROM counters ORDER BY name", [], None), None)).Rows.Select(row => row[0]);

    /// <summary>Lets the fake clock run; real messages pass between two of its steps.</summary>
    private async Task PassTimeUntilAsync(Task done)
    {
        while (!done.IsCompleted)
        {
            // Slowly enough that a connection is made within the time that it has, also on a machine with much else to do.
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }
    }
}
