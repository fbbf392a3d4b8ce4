using System.Buffers.Binary;

namespace Twinyard.Buckets.Objects;

/// <summary>Version ids in text that grow with every version of a key, also within a millisecond and after a clock step.</summary>
internal static class VersionId
{
    /// <param name="latest">The key's newest version; empty when it has none.</param>
    /// <param name="candidate">A new UUID version 7.</param>
    public static string After(string latest, Guid candidate)
    {
        var text = candidate.ToString("D");
        return string.CompareOrdinal(text, latest) > 0 ? text : Successor(Guid.Parse(latest)).ToString("D");
    }

    private static Guid Successor(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value + 1);
        return new Guid(bytes, bigEndian: true);
    }
}
