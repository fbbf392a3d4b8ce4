using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>Which of an environment's servers does what only one may do at a time.</summary>
public interface IElection
{
    /// <summary>Whether this node is the one, and has taken up every <see cref="IElectedService"/>.</summary>
    bool IsElected { get; }

    /// <summary>Cancelled as soon as this node is no longer the one; cancelled already where it is not.</summary>
    CancellationToken Term { get; }

    /// <summary>Before anything uses an elected service. In a cluster it is no error that another node is elected.</summary>
    Task<Result<Done>> JoinAsync(CancellationToken cancellationToken);

    /// <summary>Lays everything down in good order, so that the next node need not wait for the lease to run out.</summary>
    Task LeaveAsync();

    /// <summary>The elected node while it is alive, or null between two elections. Its address is empty until it listens.</summary>
    Task<ClusterNode?> FindElectedAsync(CancellationToken cancellationToken);

    /// <summary>All nodes that have not left in good order, by name.</summary>
    Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken);
}
