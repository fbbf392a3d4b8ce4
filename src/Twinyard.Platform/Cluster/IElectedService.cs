using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>
/// What only one node of an environment may do at a time, such as holding the warehouse's file open. The elected node takes it up, before
/// anything else counts on its election, and lays it down when it is no longer elected. A server that is alone takes it up at its start.
/// </summary>
public interface IElectedService
{
    string Name { get; }

    /// <summary>Called again after it was laid down. An error leaves the node unelected; for a server that is alone it stops the start.</summary>
    Task<Result<Done>> TakeUpAsync(CancellationToken cancellationToken);

    /// <summary>Returns when nothing of it is left here. Called also when <see cref="TakeUpAsync"/> failed.</summary>
    Task LayDownAsync();
}
