using Twinyard.Warehouse.Tests.Cluster;

namespace Twinyard.Warehouse.Tests.Contract;

/// <summary>The same over the wire: a holds the file, b is asked.</summary>
public sealed class ForwardedWarehouseTests : WarehouseContract
{
    private TwoNodes? _nodes;

    protected override IWarehouse Warehouse => _nodes?.B.Warehouse ?? throw new InvalidOperationException("The nodes are not started.");

    public override async ValueTask InitializeAsync() => _nodes = await TwoNodes.StartAsync(TimeProvider.System, Tables);

    public override ValueTask DisposeAsync() => _nodes?.DisposeAsync() ?? ValueTask.CompletedTask;
}
