namespace Twinyard.Warehouse.Duck;

/// <summary>The driver names types by its own enumeration; people know SQL's names.</summary>
internal static class DuckDbTypeNames
{
    public static string Sql(string driverName) => driverName switch
    {
        "Boolean" => "BOOLEAN",
        "TinyInt" => "TINYINT",
        "SmallInt" => "SMALLINT",
        "Integer" => "INTEGER",
        "BigInt" => "BIGINT",
        "UnsignedTinyInt" => "UTINYINT",
        "UnsignedSmallInt" => "USMALLINT",
        "UnsignedInteger" => "UINTEGER",
        "UnsignedBigInt" => "UBIGINT",
        "HugeInt" => "HUGEINT",
        "UnsignedHugeInt" => "UHUGEINT",
        "Float" => "FLOAT",
        "Double" => "DOUBLE",
        "TimestampTz" => "TIMESTAMP WITH TIME ZONE",
        "TimestampS" => "TIMESTAMP_S",
        "TimestampMs" => "TIMESTAMP_MS",
        "TimestampNs" => "TIMESTAMP_NS",
        "TimeTz" => "TIME WITH TIME ZONE",
        _ => driverName.ToUpperInvariant(),
    };
}
