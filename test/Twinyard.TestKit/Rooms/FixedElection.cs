using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;

namespace Twinyard.TestKit.Rooms;

/// <summary>Elected is who the test says.</summary>
public sealed class FixedElection : IElection
{
    public ClusterNode? Elected { get; set; }

    public IReadOnlyList<ClusterNode> Nodes { get; set; } = [];

    public bool IsElected => false;

    public CancellationToken Term => new(canceled: true);

    public Task<Result<Done>> JoinAsync(CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(Done.Value);

    public Task LeaveAsync() => Task.CompletedTask;

    public Task<ClusterNode?> FindElectedAsync(CancellationToken cancellationToken) => Task.FromResult(Elected);

    public Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Nodes);
}
