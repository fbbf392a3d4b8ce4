using System.Runtime.InteropServices;

namespace Twinyard.Events.Patterns;

/// <summary>From a text in UTF-8 to a number, without making a string of it.</summary>
internal sealed class Utf8Lookup(Dictionary<byte[], int> numbers)
{
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _numbers = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <returns>-1 where the text is not there.</returns>
    public int Find(ReadOnlySpan<byte> text) => _numbers.TryGetValue(text, out var number) ? number : -1;
}

/// <summary>
/// Equality of bytes. The hash is not keyed by chance: keys are texts of the patterns' authors, and events are only looked up.
/// </summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static Utf8Comparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Multiplication spreads eight bytes at once; the constant is the golden ratio in 64 bits.
        const ulong Golden = 0x9E3779B97F4A7C15;
        var hash = (ulong)alternate.Length * Golden;
        while (alternate.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(alternate)) * Golden;
            alternate = alternate[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var b in alternate)
        {
            rest = (rest << 8) | b;
        }

        return (int)(Mix((hash ^ rest) * Golden) >> 7);
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    private static ulong Mix(ulong x) => x ^ (x >> 32);
}
