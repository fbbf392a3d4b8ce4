using System.Collections;
using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>Writes a value in exactly the column's type, which the driver's appender demands.</summary>
internal static class ColumnWriter
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static void Write(IDuckDBAppenderRow row, string type, object value)
    {
        switch (type)
        {
            case "BOOLEAN":
                row.AppendValue(Convert.ToBoolean(value, Invariant));
                break;
            case "TINYINT":
                row.AppendValue(Convert.ToSByte(value, Invariant));
                break;
            case "SMALLINT":
                row.AppendValue(Convert.ToInt16(value, Invariant));
                break;
            case "INTEGER":
                row.AppendValue(Convert.ToInt32(value, Invariant));
                break;
            case "BIGINT":
                row.AppendValue(Convert.ToInt64(value, Invariant));
                break;
            case "HUGEINT":
                row.AppendValue(value is BigInteger huge ? huge : new BigInteger(Convert.ToDecimal(value, Invariant)));
                break;
            case "FLOAT":
                row.AppendValue(Convert.ToSingle(value, Invariant));
                break;
            case "DOUBLE":
                row.AppendValue(Convert.ToDouble(value, Invariant));
                break;
            case "VARCHAR":
                row.AppendValue(value as string ?? Convert.ToString(value, Invariant));
                break;
            case "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE":
                row.AppendValue((DateTime?)ToTimestamp(value));
                break;
            case "DATE":
                row.AppendValue((DateOnly?)value);
                break;
            case "UUID":
                row.AppendValue((Guid?)value);
                break;
            case "BLOB":
                row.AppendValue((byte[])value);
                break;
            case var list when list.EndsWith("[]", StringComparison.Ordinal):
                WriteList(row, list[..^2], (IEnumerable)value);
                break;
            case var number when number.StartsWith("DECIMAL", StringComparison.Ordinal):
                row.AppendValue(Convert.ToDecimal(value, Invariant));
                break;
            default:
                throw new NotSupportedException($"Appending to a column of type {type} is not supported.");
        }
    }

    public static void WriteList(IDuckDBAppenderRow row, string elementType, IEnumerable values)
    {
        switch (elementType)
        {
            case "VARCHAR":
                row.AppendValue(values.Cast<object>().Select(value => Convert.ToString(value, Invariant)!).ToList() /* no element is null */);
                break;
            case "DOUBLE":
                row.AppendValue(values.Cast<object>().Select(value => Convert.ToDouble(value, Invariant)).ToList());
                break;
            case "BIGINT":
                row.AppendValue(values.Cast<object>().Select(value => Convert.ToInt64(value, Invariant)).ToList());
                break;
            default:
                throw new NotSupportedException($"Appending lists of {elementType} is not supported.");
        }
    }

    private static DateTime ToTimestamp(object value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateTime time => time,
        string text => DateTimeOffset.Parse(text, Invariant, DateTimeStyles.AssumeUniversal).UtcDateTime,
        _ => throw new InvalidCastException($"{value.GetType().Name} is not a time."),
    };
}
