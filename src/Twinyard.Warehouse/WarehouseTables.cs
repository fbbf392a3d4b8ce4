namespace Twinyard.Warehouse;

/// <summary>
/// Tables that a room keeps in the warehouse. Rooms register one as a singleton; the statements run in order at start, before
/// anything reads. User SQL may read these tables and never write them; run outputs may not use their names.
/// </summary>
/// <param name="Room">Such as <c>fleet</c>.</param>
/// <param name="Statements">Each repeatable: <c>CREATE TABLE IF NOT EXISTS …</c>, <c>ALTER TABLE … ADD COLUMN IF NOT EXISTS …</c>.</param>
public sealed record WarehouseTables(string Room, IReadOnlyList<string> Statements);
