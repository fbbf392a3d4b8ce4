namespace Twinyard.Warehouse;

/// <summary>Configuration section <c>Warehouse</c>.</summary>
public sealed class WarehouseOptions
{
    public const string Section = "Warehouse";

    /// <summary>Memory that DuckDB may use for everything it does; beyond that it spills to disk or refuses.</summary>
    /// <value>512MB.</value>
    public string MemoryLimit { get; set; } = "512MB";

    /// <summary>Threads of one query.</summary>
    /// <value>As many as there are cores, at most 4.</value>
    public int Threads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>User queries that run at the same time; more wait.</summary>
    /// <value>4.</value>
    public int ConcurrentQueries { get; set; } = 4;

    /// <summary>Disk that spilled intermediate results may use.</summary>
    /// <value>2GB.</value>
    public string SpillLimit { get; set; } = "2GB";
}
