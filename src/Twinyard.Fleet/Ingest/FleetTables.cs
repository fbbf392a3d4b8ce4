using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>The fleet's tables in the warehouse; their columns are documented in <c>docs/reference/fleet.md</c>.</summary>
internal static class FleetTables
{
    public static WarehouseTables Tables { get; } = new("fleet",
    [
        """CREATE TABLE IF NOT EXISTS telemetry (device VARCHAR NOT NULL, stream VARCHAR NOT NULL, seq BIGINT NOT NULL, time TIMESTAMP NOT NULL, entity VARCHAR NOT NULL, step BIGINT NOT NULL, "values" MAP(VARCHAR, DOUBLE) NOT NULL)""",
        """CREATE TABLE IF NOT EXISTS decisions (id VARCHAR NOT NULL, device VARCHAR NOT NULL, seq BIGINT NOT NULL, time TIMESTAMP NOT NULL, entity VARCHAR NOT NULL, step BIGINT NOT NULL, model VARCHAR NOT NULL, version VARCHAR NOT NULL, prediction DOUBLE NOT NULL, decision VARCHAR NOT NULL)""",
        "CREATE TABLE IF NOT EXISTS profiles (device VARCHAR NOT NULL, seq BIGINT NOT NULL, began_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL, rows BIGINT NOT NULL, model VARCHAR NOT NULL, version VARCHAR NOT NULL, profile VARCHAR NOT NULL)",
        "CREATE TABLE IF NOT EXISTS ingest_position (segment BIGINT NOT NULL, position BIGINT NOT NULL)",
        // Each node has segments of its own; the row of a time before there were nodes is that of the server alone.
        "ALTER TABLE ingest_position ADD COLUMN IF NOT EXISTS node VARCHAR DEFAULT ''",
        "CREATE TABLE IF NOT EXISTS ingest_sequences (device VARCHAR NOT NULL, stream VARCHAR NOT NULL, taken VARCHAR NOT NULL, PRIMARY KEY (device, stream))",
    ]);
}
