using System.Collections;
using System.Numerics;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>
/// Parameters, values of rows to append and values of results, so that each arrives in the very type and with every bit it was sent with.
/// Lists arrive as lists and maps as dictionaries, whatever class they were of.
/// </summary>
internal static class WireValue
{
    private enum Tag : byte
    {
        Null, False, True, SByte, Byte, Int16, UInt16, Int32, UInt32, Int64, UInt64, BigInteger, Single, Double, Decimal, Text, DateTime,
        DateTimeOffset, Date, Time, Span, Guid, Bytes, List, Texts, Wholes, Reals, Map, TextMap,
    }

    public static void WriteAll(BinaryWriter writer, IReadOnlyList<object?> values)
    {
        writer.Write7BitEncodedInt(values.Count);
        foreach (var value in values)
        {
            Write(writer, value);
        }
    }

    public static List<object?> ReadAll(BinaryReader reader) => ReadList(reader, Read);

    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null or DBNull: writer.Write((byte)Tag.Null); break;
            case bool flag: writer.Write((byte)(flag ? Tag.True : Tag.False)); break;
            case long whole: Mark(writer, Tag.Int64).Write(whole); break;
            case double real: Mark(writer, Tag.Double).Write(real); break;
            case string text: Mark(writer, Tag.Text).Write(text); break;
            case DateTime time: WriteTime(Mark(writer, Tag.DateTime), time); break;
            case int whole: Mark(writer, Tag.Int32).Write(whole); break;
            case sbyte whole: Mark(writer, Tag.SByte).Write(whole); break;
            case byte whole: Mark(writer, Tag.Byte).Write(whole); break;
            case short whole: Mark(writer, Tag.Int16).Write(whole); break;
            case ushort whole: Mark(writer, Tag.UInt16).Write(whole); break;
            case uint whole: Mark(writer, Tag.UInt32).Write(whole); break;
            case ulong whole: Mark(writer, Tag.UInt64).Write(whole); break;
            case BigInteger huge: WriteBytes(Mark(writer, Tag.BigInteger), huge.ToByteArray()); break;
            case float real: Mark(writer, Tag.Single).Write(real); break;
            case decimal exact: Mark(writer, Tag.Decimal).Write(exact); break;
            case DateTimeOffset time:
                WriteTime(Mark(writer, Tag.DateTimeOffset), time.DateTime);
                writer.Write(time.Offset.Ticks);
                break;
            case DateOnly date: Mark(writer, Tag.Date).Write(date.DayNumber); break;
            case TimeOnly time: Mark(writer, Tag.Time).Write(time.Ticks); break;
            case TimeSpan span: Mark(writer, Tag.Span).Write(span.Ticks); break;
            case Guid id: Mark(writer, Tag.Guid).Write(id.ToByteArray()); break;
            case byte[] bytes: WriteBytes(Mark(writer, Tag.Bytes), bytes); break;
            case IDictionary map: WriteMap(writer, map); break;
            // DuckDB's driver binds a list by the type of its elements.
            case IReadOnlyList<string> texts: WriteList(Mark(writer, Tag.Texts), texts.Count, texts, static (to, text) => to.Write(text)); break;
            case IReadOnlyList<long> wholes: WriteList(Mark(writer, Tag.Wholes), wholes.Count, wholes, static (to, whole) => to.Write(whole)); break;
            case IReadOnlyList<double> reals: WriteList(Mark(writer, Tag.Reals), reals.Count, reals, static (to, real) => to.Write(real)); break;
            case IEnumerable list: WriteAll(Mark(writer, Tag.List), [.. list.Cast<object?>()]); break;
            default: throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be sent to the warehouse.");
        }
    }

    private static object? Read(BinaryReader reader) => (Tag)reader.ReadByte() switch
    {
        Tag.Null => null,
        Tag.False => false,
        Tag.True => true,
        Tag.Int64 => reader.ReadInt64(),
        Tag.Double => reader.ReadDouble(),
        Tag.Text => reader.ReadString(),
        Tag.DateTime => ReadTime(reader),
        Tag.Int32 => reader.ReadInt32(),
        Tag.SByte => reader.ReadSByte(),
        Tag.Byte => reader.ReadByte(),
        Tag.Int16 => reader.ReadInt16(),
        Tag.UInt16 => reader.ReadUInt16(),
        Tag.UInt32 => reader.ReadUInt32(),
        Tag.UInt64 => reader.ReadUInt64(),
        Tag.BigInteger => new BigInteger(ReadBytes(reader)),
        Tag.Single => reader.ReadSingle(),
        Tag.Decimal => reader.ReadDecimal(),
        Tag.DateTimeOffset => new DateTimeOffset(ReadTime(reader), new TimeSpan(reader.ReadInt64())),
        Tag.Date => DateOnly.FromDayNumber(reader.ReadInt32()),
        Tag.Time => new TimeOnly(reader.ReadInt64()),
        Tag.Span => new TimeSpan(reader.ReadInt64()),
        Tag.Guid => new Guid(reader.ReadBytes(16)),
        Tag.Bytes => ReadBytes(reader),
        Tag.List => ReadAll(reader),
        Tag.Texts => ReadList(reader, static from => from.ReadString()),
        Tag.Wholes => ReadList(reader, static from => from.ReadInt64()),
        Tag.Reals => ReadList(reader, static from => from.ReadDouble()),
        Tag.Map => ReadMap(reader, new Dictionary<object, object?>(), static from => Read(from)! /* no key is null */),
        Tag.TextMap => ReadMap(reader, new Dictionary<string, object?>(StringComparer.Ordinal), static from => from.ReadString()),
        var tag => throw new InvalidDataException($"A value is marked with {(byte)tag}, which no node of this version writes."),
    };

    private static BinaryWriter Mark(BinaryWriter writer, Tag tag)
    {
        writer.Write((byte)tag);
        return writer;
    }

    private static void WriteTime(BinaryWriter writer, DateTime time)
    {
        writer.Write(time.Ticks);
        writer.Write((byte)time.Kind);
    }

    private static DateTime ReadTime(BinaryReader reader)
    {
        var ticks = reader.ReadInt64();
        return new DateTime(ticks, (DateTimeKind)reader.ReadByte());
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());

    private static void WriteList<T>(BinaryWriter writer, int count, IEnumerable<T> values, Action<BinaryWriter, T> write)
    {
        writer.Write7BitEncodedInt(count);
        foreach (var value in values)
        {
            write(writer, value);
        }
    }

    private static List<T> ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var count = reader.Read7BitEncodedInt();
        var values = new List<T>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            values.Add(read(reader));
        }

        return values;
    }

    private static void WriteMap(BinaryWriter writer, IDictionary map)
    {
        var isText = map.Keys.Cast<object>().All(key => key is string);
        writer.Write((byte)(isText ? Tag.TextMap : Tag.Map));
        writer.Write7BitEncodedInt(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string text && isText)
            {
                writer.Write(text);
            }
            else
            {
                Write(writer, entry.Key);
            }

            Write(writer, entry.Value);
        }
    }

    private static Dictionary<TKey, object?> ReadMap<TKey>(BinaryReader reader, Dictionary<TKey, object?> map, Func<BinaryReader, TKey> readKey)
        where TKey : notnull
    {
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var key = readKey(reader);
            map[key] = Read(reader);
        }

        return map;
    }
}
