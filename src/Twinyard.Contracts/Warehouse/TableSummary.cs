namespace Twinyard.Contracts.Warehouse;

/// <summary>A table of the warehouse, as <c>GET /api/v1/warehouse/tables</c> lists it.</summary>
/// <param name="Owner">The room that declared it, such as <c>fleet</c>; null for a table that runs wrote.</param>
/// <param name="Rows">Estimated by the database from its statistics.</param>
public sealed record TableSummary(string Name, string? Owner, long Rows, IReadOnlyList<SqlColumn> Columns);
