using System.Collections.Concurrent;
using System.Reflection;
using DuckDB.NET.Data;

namespace Twinyard.Warehouse.Duck;

/// <summary>
/// Reads lists and maps in types that can hold a null: the driver's own choice for <c>INTEGER[]</c>, a list of int, cannot. Inside of a struct, and of a map's
/// values, the choice is the driver's.
/// </summary>
internal static class NullableColumn
{
    private static readonly ConcurrentDictionary<Type, Func<DuckDBDataReader, int, object>> Readers = new();
    private static readonly MethodInfo OfType = typeof(NullableColumn).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <param name="type">What the driver would read the column as.</param>
    public static Func<DuckDBDataReader, int, object> Reader(Type type) => Readers.GetOrAdd(type, static type =>
        Nullable(type) is var better && better == type
            ? static (reader, column) => reader.GetValue(column)
            : OfType.MakeGenericMethod(better).CreateDelegate<Func<DuckDBDataReader, int, object>>());

    private static object Read<T>(DuckDBDataReader reader, int column)
        where T : notnull => reader.GetFieldValue<T>(column);

    private static Type Nullable(Type type)
    {
        if (!type.IsGenericType)
        {
            return type;
        }

        var arguments = type.GetGenericArguments();
        return type.GetGenericTypeDefinition() switch
        {
            var list when list == typeof(List<>) => list.MakeGenericType(OrNull(Nullable(arguments[0]))),
            var map when map == typeof(Dictionary<,>) => map.MakeGenericType(arguments[0], OrNull(arguments[1])),
            _ => type,
        };
    }

    private static Type OrNull(Type type) => type.IsValueType && System.Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;
}
