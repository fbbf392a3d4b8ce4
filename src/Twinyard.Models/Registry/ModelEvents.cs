using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Registry;

/// <summary>Tells the bus what happens to models, in the transaction in which it happens.</summary>
internal sealed class ModelEvents(IEventBus bus, IServerAddress address)
{
    public Task PublishAsync(string detailType, string model, JsonObject detail, DbSession session, CancellationToken cancellationToken)
    {
        var resource = new ResourceName(address.Environment, "models", "model", model).ToString();
        return bus.PublishAsync(new NewEvent("twinyard.models", detailType, detail) { Resources = [resource] }, session, cancellationToken);
    }
}
