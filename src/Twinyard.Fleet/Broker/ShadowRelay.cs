using Twinyard.Contracts.Fleet;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;

namespace Twinyard.Fleet.Broker;

/// <summary>
/// Shadows among several servers. What one sends goes to its own broker at once; the others are woken, and send what the database says and
/// they have not sent. No revision is sent after a newer one. A server that is alone has nothing to relay.
/// </summary>
/// <param name="broker">This server's own.</param>
internal sealed class ShadowRelay(IShadowSender broker, ServerNode node, Database database) : IShadowSender, IBackgroundWork, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _enrolled = new(StringComparer.Ordinal);

    public string Name => "desired shadows";

    // A wake from another server may get lost; then this is how long it takes.
    public TimeSpan Interval => node.IsAlone ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(5);

    public WorkSignal Signal { get; } = new();

    public async Task SendAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken)
    {
        await InTurnAsync(() => SendNewerAsync(device, shadow, cancellationToken), cancellationToken);
        Signal.Raise();
    }

    public async Task ForgetAsync(string device, CancellationToken cancellationToken)
    {
        await InTurnAsync(() => ForgetHereAsync(device, cancellationToken), cancellationToken);
        Signal.Raise();
    }

    public Task RunOnceAsync(CancellationToken cancellationToken) => node.IsAlone ? Task.CompletedTask : InTurnAsync(() => CatchUpAsync(cancellationToken), cancellationToken);

    public void Dispose()
    {
        _turn.Dispose();
        Signal.Dispose();
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var revisions = await database.ReadAsync(session => DeviceStore.ListRevisionsAsync(session, cancellationToken), cancellationToken);
        foreach (var removed in _enrolled.Keys.Except(revisions.Select(device => device.Id), StringComparer.Ordinal).ToList())
        {
            await ForgetHereAsync(removed, cancellationToken);
        }

        foreach (var device in revisions)
        {
            if (_enrolled.TryGetValue(device.Id, out var enrolledAt) && enrolledAt != device.EnrolledAt)
            {
                // Removed and enrolled again since the last look: the connection is of its former life.
                await ForgetHereAsync(device.Id, cancellationToken);
            }

            _enrolled[device.Id] = device.EnrolledAt;
            if (device.HasDesired && device.DesiredRevision > _sent.GetValueOrDefault(device.Id)
                && await database.ReadAsync(session => DeviceStore.FindAsync(session, device.Id, cancellationToken), cancellationToken) is { HasDesired: true } now)
            {
                await SendNewerAsync(now.Id, now.ReadDesired(), cancellationToken);
            }
        }
    }

    private async Task SendNewerAsync(string device, DesiredShadow shadow, CancellationToken cancellationToken)
    {
        if (shadow.Revision > _sent.GetValueOrDefault(device))
        {
            await broker.SendAsync(device, shadow, cancellationToken);
            _sent[device] = shadow.Revision;
        }
    }

    private async Task ForgetHereAsync(string device, CancellationToken cancellationToken)
    {
        await broker.ForgetAsync(device, cancellationToken);
        _sent.Remove(device);
        _enrolled.Remove(device);
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
