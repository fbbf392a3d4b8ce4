namespace Twinyard.Warehouse.Queries;

/// <summary>What a statement reads of one table.</summary>
/// <param name="Table">As it is declared, not as the statement writes it.</param>
/// <param name="Columns">Likewise, by name: all that the statement uses anywhere, also only to filter, join or order. Empty where it only counts rows.</param>
internal sealed record TableRead(string Table, IReadOnlyList<string> Columns);
