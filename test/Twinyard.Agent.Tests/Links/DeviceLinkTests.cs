using System.Net;
using System.Net.Sockets;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Links;
using Twinyard.Agent.Spools;

namespace Twinyard.Agent.Tests.Links;

public sealed class DeviceLinkTests
{
    private static readonly byte[] ConnectAccepted = [0x20, 0x03, 0x00, 0x00, 0x00];

    /// <summary>A server behind which nothing answers any more, before or after it has accepted the connection.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Run_ServerStopsAnswering_ConnectsAgain(bool isAccepted)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new EdgeDeviceOptions
        {
            Device = "d",
            Secret = "s",
            MqttHost = "127.0.0.1",
            MqttPort = ((IPEndPoint)listener.LocalEndpoint).Port,
            AnswerTimeout = TimeSpan.FromMilliseconds(300),
            LongestBackOff = TimeSpan.FromMilliseconds(50),
        };
        using var spool = new MemorySpool(1_000);
        var problems = new List<string>();
        using var link = new DeviceLink(options, spool, new DeviceCounters(), TimeProvider.System, new Random(1), problems.Add);
        using var end = new CancellationTokenSource();
        var running = link.RunAsync(end.Token);
        var connections = new List<TcpClient>();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var connection = await listener.AcceptTcpClientAsync(end.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), end.Token);
            connections.Add(connection);
            if (isAccepted)
            {
                await connection.GetStream().WriteAsync(ConnectAccepted, end.Token);
            }
        }

        await end.CancelAsync();
        await running;
        connections.ForEach(connection => connection.Dispose());
        problems.ShouldContain(problem => problem.Contains("no answer within 0.3 s"));
    }
}
