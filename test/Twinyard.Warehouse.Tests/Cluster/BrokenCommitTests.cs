using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Forwarding;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Tests.Cluster;

public sealed class BrokenCommitTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task FinishAsync_ConnectionBreaksBeforeTheAnswer_SaysThatTheOutcomeIsUnknown()
    {
        var (here, there) = await PairAsync();
        using var session = new ForwardedSession(here, TimeProvider.System);

        var finishing = session.FinishAsync();
        (await there.ReceiveAsync(None)).ShouldNotBeNull().Kind.ShouldBe(FrameKind.Finish);
        there.Dispose();

        (await Should.ThrowAsync<WarehouseOutcomeUnknownException>(finishing)).Message.ShouldContain("whether it did is not known");
    }

    [Fact]
    public async Task ExecuteAsync_ConnectionBreaksBeforeTheAnswer_SaysThatNothingWasKept()
    {
        var (here, there) = await PairAsync();
        using var session = new ForwardedSession(here, TimeProvider.System);

        var executing = session.ExecuteAsync("INSERT INTO counters VALUES (1)", [], None);
        (await there.ReceiveAsync(None)).ShouldNotBeNull().Kind.ShouldBe(FrameKind.Execute);
        there.Dispose();

        (await Should.ThrowAsync<WarehouseUnavailableException>(executing)).Message.ShouldContain("nothing of the unit of work was kept");
    }

    [Fact]
    public async Task ExecuteAsync_NodeSaysOnlyThatItIsAlive_WaitsOn()
    {
        var (here, there) = await PairAsync();
        using var session = new ForwardedSession(here, TimeProvider.System);

        var executing = session.ExecuteAsync("UPDATE counters SET value = 1", [], None);
        await there.ReceiveAsync(None);
        using var alive = FrameBuffer.Of(FrameKind.Alive);
        await there.SendAsync(alive, None);
        using var done = FrameBuffer.Of(FrameKind.Done).With(3);
        await there.SendAsync(done, None);

        (await executing).ShouldBe(3);
        there.Dispose();
    }

    private static async Task<(FrameSocket Here, FrameSocket There)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var server = await listener.AcceptTcpClientAsync();
        return (Wrap(client, isServer: false), Wrap(server, isServer: true));
    }

    private static FrameSocket Wrap(TcpClient client, bool isServer) =>
        new(WebSocket.CreateFromStream(client.GetStream(), isServer, null, Timeout.InfiniteTimeSpan), TimeProvider.System);
}
