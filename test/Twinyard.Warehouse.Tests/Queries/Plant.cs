namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Three tables and a view, of which one column is nobody's business.</summary>
internal static class Plant
{
    public static readonly WarehouseTables Tables = new(
        "plant",
        [
            "CREATE TABLE IF NOT EXISTS machine (id BIGINT, line VARCHAR, wage BIGINT, part STRUCT(x BIGINT, y BIGINT))",
            "CREATE TABLE IF NOT EXISTS reading (id BIGINT, value DOUBLE, time TIMESTAMP)",
            "CREATE TABLE IF NOT EXISTS \"Odd Name\" (\"Id\" BIGINT, \"select\" BIGINT)",
            "CREATE TABLE IF NOT EXISTS cost (id BIGINT, wage BIGINT, twice BIGINT GENERATED ALWAYS AS (wage * 2))",
            "CREATE OR REPLACE VIEW overview AS SELECT id, wage / 2 AS half FROM machine",
        ]);

    public const string Rows =
        """
        INSERT INTO machine SELECT i, 'line' || (i % 2), 7000 + i, {'x': i, 'y': -i} FROM range(10) t(i);
        INSERT INTO reading SELECT i % 10, i / 2, TIMESTAMP '2026-03-01 00:00:00' + to_minutes(i) FROM range(30) t(i);
        """;

}
