using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Twinyard.Fleet.Ingest;

/// <summary>One string per column name instead of one per value: a fleet has few names and very many values.</summary>
internal static class ColumnNames
{
    private const int Kept = 4_096;
    private const int LongestKept = 64;

    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Intern(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length > LongestKept)
        {
            return reader.GetString() ?? "";
        }

        Span<char> text = stackalloc char[LongestKept];
        var length = Encoding.UTF8.GetChars(reader.ValueSpan, text);
        if (Lookup.TryGetValue(text[..length], out var known))
        {
            return known;
        }

        var name = reader.GetString() ?? "";
        if (Names.Count < Kept)
        {
            Names.TryAdd(name, name);
        }

        return name;
    }
}
