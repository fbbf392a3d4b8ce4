using System.Globalization;
using Twinyard.Fleet.Devices;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Lineage;

/// <summary>A decision came from a device and a model version; a device from whoever enrolled it.</summary>
internal sealed class FleetLineage(IWarehouse warehouse, Database database) : ILineageSource
{
    private const string Decision = "decision";
    private const string Device = "device";

    public IReadOnlyList<string> Kinds { get; } = [Decision, Device];

    public Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken) =>
        reference.Kind == Decision ? DecisionAsync(reference, cancellationToken) : DeviceAsync(reference, cancellationToken);

    private Task<LineageNode?> DecisionAsync(LineageReference reference, CancellationToken cancellationToken) => warehouse.ReadAsync(
        async session =>
        {
            var result = await session.QueryAsync(
                "SELECT device, time, entity, step, model, version, prediction, decision FROM decisions WHERE id = ? LIMIT 1", [reference.Id], cancellationToken);
            if (result.Rows is not [[string device, DateTime at, string entity, long step, string model, string version, double prediction, string decision], ..])
            {
                return null;
            }

            return new LineageNode(
                reference,
                $"{decision} for {entity} at step {step}",
                [
                    new("decision", decision),
                    new("prediction", prediction.ToString("0.###", CultureInfo.InvariantCulture)),
                    new("entity", entity),
                    new("step", step.ToString(CultureInfo.InvariantCulture)),
                    new("at", new DateTimeOffset(at, TimeSpan.Zero).ToText()),
                ],
                [new LineageReference(Device, device), new LineageReference("model-version", $"{model}@{version}")]);
        },
        cancellationToken);

    private async Task<LineageNode?> DeviceAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => DeviceStore.FindAsync(session, reference.Id, cancellationToken), cancellationToken);
        return row is null
            ? null
            : new LineageNode(
                reference,
                $"Device {row.Id}",
                [
                    new("enrolled", $"{UnixMicros.FromUnixMicros(row.EnrolledAt).ToText()} by {row.EnrolledBy}"),
                    .. row.ReadTags().Select(tag => new KeyValuePair<string, string>(tag.Key, tag.Value)),
                ],
                []);
    }
}
