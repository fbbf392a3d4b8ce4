using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>A server that is alone is elected from its start to its end.</summary>
internal sealed class LoneElection(ElectedServices services) : IElection, IDisposable
{
    private readonly CancellationTokenSource _term = new();
    private bool _joined;

    public bool IsElected => _joined && !_term.IsCancellationRequested;

    public CancellationToken Term => _joined ? _term.Token : new CancellationToken(canceled: true);

    public async Task<Result<Done>> JoinAsync(CancellationToken cancellationToken)
    {
        var taken = await services.TakeUpAsync(cancellationToken);
        _joined = taken.IsOk;
        return taken;
    }

    public async Task LeaveAsync()
    {
        await _term.CancelAsync();
        await services.LayDownAsync();
    }

    public Task<ClusterNode?> FindElectedAsync(CancellationToken cancellationToken) => Task.FromResult<ClusterNode?>(null);

    public Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ClusterNode>>([]);

    public void Dispose() => _term.Dispose();
}
