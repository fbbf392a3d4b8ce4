using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Buckets.Objects;

/// <summary>Tells the bus of new objects, in the transaction that makes them.</summary>
internal sealed class ObjectEvents(IEventBus bus, IServerAddress address)
{
    public Task CreatedAsync(VersionRow row, DbSession session, CancellationToken cancellationToken) => bus.PublishAsync(
        new NewEvent("twinyard.buckets", "object.created", new JsonObject
        {
            ["bucket"] = row.Bucket,
            ["key"] = row.Key,
            ["version"] = row.Version,
            ["size"] = row.Size,
        })
        {
            Resources = [new ResourceName(address.Environment, "buckets", "object", $"{row.Bucket}/{row.Key}").ToString()],
        },
        session,
        cancellationToken);
}
