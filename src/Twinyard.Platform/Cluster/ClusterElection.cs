using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>
/// This node's heart and its part in the election. The lease is prolonged three times in its length; a node that cannot do so stops being
/// elected by its own clock before another can be, and what is left of its elected services is guarded by their own locks.
/// </summary>
internal sealed partial class ClusterElection(
    ServerNode node,
    Database database,
    ClusterStore store,
    ElectedServices services,
    IServerAddress address,
    WakeRelay others,
    TimeProvider time,
    IOptions<ClusterOptions> options,
    ILogger<ClusterElection> logger) : IElection, IBackgroundWork, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile CancellationTokenSource? _term;
    private bool _left;

    public string Name => "cluster.election";

    public TimeSpan Interval => options.Value.Lease / 3;

    public WorkSignal Signal { get; } = new();

    public bool IsElected => _term is { IsCancellationRequested: false };

    public CancellationToken Term => _term?.Token ?? new CancellationToken(canceled: true);

    public async Task<Result<Done>> JoinAsync(CancellationToken cancellationToken)
    {
        await InTurnAsync(() => BeatAsync(cancellationToken), cancellationToken);
        return Done.Value;
    }

    /// <summary>A beat that fails is logged here and not backed off: whoever cannot be heard must lay down in time.</summary>
    public Task RunOnceAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            try
            {
                await BeatAsync(cancellationToken);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                LogNotHeard(e, node.Name);
                if (!IsElected)
                {
                    await LayDownAsync();
                }
            }
        },
        cancellationToken);

    public async Task LeaveAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _left = true;
            await LayDownAsync();
            await database.WriteAsync(
                async session =>
                {
                    await store.ReleaseAsync(node.Name, session, CancellationToken.None);
                    await store.ForgetAsync(node.Name, session, CancellationToken.None);
                },
                CancellationToken.None);
            await others.WakeOthersAsync(Name, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<ClusterNode?> FindElectedAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(other => other.IsElected);

    public Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => store.ListAsync(options.Value.Lease, session, cancellationToken), cancellationToken);

    public void Dispose()
    {
        _term?.Dispose();
        _turn.Dispose();
        Signal.Dispose();
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_left)
            {
                await work();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var lease = options.Value.Lease;
        var asked = time.GetTimestamp();
        var held = await HoldAsync(lease, cancellationToken).WaitAsync(lease / 3, time, cancellationToken);
        if (!held)
        {
            await LayDownAsync();
            return;
        }

        // Counted from before the question was asked, so that it ends here before it ends in the database.
        var left = lease - time.GetElapsedTime(asked);
        if (IsElected && left > TimeSpan.Zero)
        {
            _term?.CancelAfter(left);
            return;
        }

        await LayDownAsync();
        await TakeUpAsync(asked, cancellationToken);
    }

    private Task<bool> HoldAsync(TimeSpan lease, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            var (url, mqttPort) = address.IsBound ? (address.NodeUrl, address.MqttPort) : ("", 0);
            await store.SeenAsync(node.Name, url, mqttPort, Environment.ProcessId, session, cancellationToken);
            return await store.TryHoldAsync(node.Name, lease, session, cancellationToken);
        },
        cancellationToken);

    private async Task TakeUpAsync(long asked, CancellationToken cancellationToken)
    {
        var taken = await services.TakeUpAsync(cancellationToken);
        var left = options.Value.Lease - time.GetElapsedTime(asked);
        if (taken.IsOk && left > TimeSpan.Zero)
        {
            _term = new CancellationTokenSource(left, time);
            LogElected(node.Name);
            return;
        }

        LogNotTakenUp(node.Name, taken.IsOk ? "it took longer than the lease" : taken.Error.Message);
        await services.LayDownAsync();
        await database.WriteAsync(session => store.ReleaseAsync(node.Name, session, cancellationToken), cancellationToken);
    }

    private async Task LayDownAsync()
    {
        if (_term is not { } term)
        {
            return;
        }

        await term.CancelAsync();
        _term = null;
        // Not disposed of: whoever holds its token may still look at it.
        LogNoLongerElected(node.Name);
        await services.LayDownAsync();
    }
}
