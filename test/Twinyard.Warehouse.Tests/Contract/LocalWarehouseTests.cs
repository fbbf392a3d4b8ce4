namespace Twinyard.Warehouse.Tests.Contract;

public sealed class LocalWarehouseTests : WarehouseContract
{
    private WarehouseFixture? _fixture;

    protected override IWarehouse Warehouse => _fixture?.Warehouse ?? throw new InvalidOperationException("The fixture is not started.");

    public override async ValueTask InitializeAsync() => _fixture = await WarehouseFixture.StartAsync(TimeProvider.System, Tables);

    public override ValueTask DisposeAsync() => _fixture?.DisposeAsync() ?? ValueTask.CompletedTask;
}
