using System.Text;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>A message being written.</summary>
internal sealed class FrameBuffer : BinaryWriter
{
    /// <summary>Rows go in messages of about this size.</summary>
    private const int FullAt = 1024 * 1024;

    private readonly MemoryStream _bytes;

    private FrameBuffer(MemoryStream bytes)
        : base(bytes, Encoding.UTF8) => _bytes = bytes;

    public ReadOnlyMemory<byte> Written => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    public static FrameBuffer Of(FrameKind kind)
    {
        var frame = new FrameBuffer(new MemoryStream());
        frame.Write((byte)kind);
        return frame;
    }

    public FrameBuffer With(string text)
    {
        Write(text);
        return this;
    }

    public FrameBuffer With(long number)
    {
        Write(number);
        return this;
    }

    public FrameBuffer With(IReadOnlyList<object?> values)
    {
        WireValue.WriteAll(this, values);
        return this;
    }

    /// <summary>Takes rows, at least one where there is one, until the message is full.</summary>
    /// <param name="rows">Stands on the first row to write, and then on the first that was not written.</param>
    /// <returns>Whether there are more.</returns>
    public bool WriteRows(IEnumerator<IReadOnlyList<object?>> rows, bool isThere)
    {
        while (isThere && _bytes.Length < FullAt)
        {
            Write(true);
            WireValue.WriteAll(this, rows.Current);
            isThere = rows.MoveNext();
        }

        Write(false);
        return isThere;
    }

    public static IEnumerable<IReadOnlyList<object?>> ReadRows(BinaryReader reader)
    {
        while (reader.ReadBoolean())
        {
            yield return WireValue.ReadAll(reader);
        }
    }
}
