using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>A server that is alone is elected from its start to its end.</summary>
internal sealed class LoneElection(ElectedServices services) : IElection
{
    public bool IsElected { get; private set; }

    public CancellationToken Term => new(canceled: !IsElected);

    public async Task<Result<Done>> JoinAsync(CancellationToken cancellationToken)
    {
        var taken = await services.TakeUpAsync(cancellationToken);
        IsElected = taken.IsOk;
        return taken;
    }

    public async Task LeaveAsync()
    {
        IsElected = false;
        await services.LayDownAsync();
    }

    public Task<ClusterNode?> FindElectedAsync(CancellationToken cancellationToken) => Task.FromResult<ClusterNode?>(null);

    public Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ClusterNode>>([]);
}
