using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Buckets.Objects;

/// <summary>
/// Tells the bus of new objects and of deletions, in the transaction that makes them. What a run left names the run as its first
/// resource, so that a loop of workflows is seen.
/// </summary>
internal sealed class ObjectEvents(IEventBus bus, IServerAddress address)
{
    private const string Source = "twinyard.buckets";

    public Task CreatedAsync(VersionRow row, DbSession session, CancellationToken cancellationToken) => PublishAsync(
        row,
        "object.created",
        new JsonObject { ["bucket"] = row.Bucket, ["key"] = row.Key, ["version"] = row.Version, ["size"] = row.Size, ["hash"] = row.Sha256 },
        session,
        cancellationToken);

    /// <param name="marker">The delete marker on top of the key.</param>
    public Task DeletedAsync(VersionRow marker, DbSession session, CancellationToken cancellationToken) => PublishAsync(
        marker,
        "object.deleted",
        new JsonObject { ["bucket"] = marker.Bucket, ["key"] = marker.Key, ["version"] = marker.Version },
        session,
        cancellationToken);

    private Task PublishAsync(VersionRow row, string detailType, JsonObject detail, DbSession session, CancellationToken cancellationToken)
    {
        var thing = new ResourceName(address.Environment, "buckets", "object", $"{row.Bucket}/{row.Key}").ToString();
        string[] resources = row.RunId.Length == 0
            ? [thing]
            : [new ResourceName(address.Environment, "workflows", "run", row.RunId).ToString(), thing];
        return bus.PublishAsync(new NewEvent(Source, detailType, detail) { Resources = resources }, session, cancellationToken);
    }
}
