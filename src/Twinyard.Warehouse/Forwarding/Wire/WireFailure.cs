using System.Data.Common;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>Exceptions by the kinds that callers could tell apart, with their text.</summary>
internal static class WireFailure
{
    private enum Kind : byte
    {
        Other, Database, Unavailable, Argument, Operation, Cast, Format, Overflow, NotSupported,
    }

    public static FrameBuffer Write(Exception exception)
    {
        var kind = KindOf(exception);
        var frame = FrameBuffer.Of(FrameKind.Failed);
        frame.Write((byte)kind);
        return frame.With(kind == Kind.Other ? $"{exception.GetType().Name}: {exception.Message}" : exception.Message);
    }

    public static Exception Read(BinaryReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        var message = reader.ReadString();
        return kind switch
        {
            Kind.Unavailable => new WarehouseUnavailableException(message, null),
            Kind.Argument => new ArgumentException(message),
            Kind.Operation => new InvalidOperationException(message),
            Kind.Cast => new InvalidCastException(message),
            Kind.Format => new FormatException(message),
            Kind.Overflow => new OverflowException(message),
            Kind.NotSupported => new NotSupportedException(message),
            _ => new WarehouseException(message),
        };
    }

    private static Kind KindOf(Exception exception) => exception switch
    {
        DbException => Kind.Database,
        WarehouseUnavailableException or WarehouseNotHereException => Kind.Unavailable,
        ArgumentException => Kind.Argument,
        InvalidOperationException => Kind.Operation,
        InvalidCastException => Kind.Cast,
        FormatException => Kind.Format,
        OverflowException => Kind.Overflow,
        NotSupportedException => Kind.NotSupported,
        _ => Kind.Other,
    };
}
