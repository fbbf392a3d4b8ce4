namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>The plant for tests that only read it, one after the other.</summary>
public sealed class PlantFixture : IAsyncLifetime
{
    private WarehouseFixture? _warehouse;

    public WarehouseFixture Warehouse => _warehouse ?? throw new InvalidOperationException("The warehouse is not started.");

    public async ValueTask InitializeAsync()
    {
        _warehouse = await WarehouseFixture.StartAsync(Plant.Tables);
        await Warehouse.ExecuteAsync(Plant.Rows);
        await Warehouse.ExecuteAsync("CREATE SCHEMA hidden");
        await Warehouse.ExecuteAsync("CREATE TABLE hidden.machine AS FROM main.machine");
        await File.WriteAllTextAsync(Path.Combine(Warehouse.Folder, "secrets.csv"), "a,b");
    }

    /// <summary>With nothing asked and nothing denied.</summary>
    public WarehouseFixture Fresh()
    {
        Warehouse.Access.Reads.Clear();
        Warehouse.Access.Asked.Clear();
        Warehouse.Access.Denied.Clear();
        return Warehouse;
    }

    public ValueTask DisposeAsync() => Warehouse.DisposeAsync();
}
