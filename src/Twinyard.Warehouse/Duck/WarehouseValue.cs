using System.Collections;
using System.Globalization;
using System.Numerics;

namespace Twinyard.Warehouse.Duck;

/// <summary>
/// Between DuckDB's values and the few kinds that <see cref="QueryResult"/> promises: null, bool, long, double, decimal,
/// string, DateTime (UTC), list, dictionary.
/// </summary>
internal static class WarehouseValue
{
    public static object? FromDuckDb(object? value) => value switch
    {
        null or DBNull => null,
        bool or long or double or decimal or string => value,
        sbyte or short or int or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong whole => whole <= long.MaxValue ? (long)whole : (decimal)whole,
        float real => (double)real,
        BigInteger huge => FromHuge(huge),
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        DateTimeOffset time => time.UtcDateTime,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Guid id => id.ToString(),
        Stream blob => Base64(blob),
        byte[] blob => Convert.ToBase64String(blob),
        IDictionary map => FromMap(map),
        IEnumerable list => list.Cast<object?>().Select(FromDuckDb).ToList(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>A parameter's value as the driver takes it. Timestamps are stored in UTC without a zone.</summary>
    public static object ToDuckDb(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified),
        DateTime { Kind: DateTimeKind.Utc } time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        _ => value,
    };

    private static object FromHuge(BigInteger huge)
    {
        if (huge >= long.MinValue && huge <= long.MaxValue)
        {
            return (long)huge;
        }

        return BigInteger.Abs(huge) <= (BigInteger)decimal.MaxValue ? (decimal)huge : huge.ToString(CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, object?> FromMap(IDictionary map)
    {
        var result = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            result[Convert.ToString(FromDuckDb(entry.Key), CultureInfo.InvariantCulture) ?? ""] = FromDuckDb(entry.Value);
        }

        return result;
    }

    private static string Base64(Stream blob)
    {
        using (blob)
        {
            var bytes = new byte[blob.Length];
            blob.ReadExactly(bytes);
            return Convert.ToBase64String(bytes);
        }
    }
}
