namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>What one message of a session says; its first byte. The numbers are the protocol.</summary>
internal enum FrameKind : byte
{
    /// <summary>A user's query: the whole session.</summary>
    UserQuery = 1,

    /// <summary>A unit of work begins.</summary>
    Read = 2,
    Write = 3,

    /// <summary>Within a unit of work, each answered before the next.</summary>
    Execute = 4,
    Select = 5,
    Append = 6,

    /// <summary>The unit of work is done; of one that writes, its rows shall stay.</summary>
    Finish = 7,

    /// <summary>First word of the elected node, when it holds the warehouse.</summary>
    Welcome = 64,
    NotHere = 65,

    /// <summary>Said every now and then, so that a silent node is told from one that works.</summary>
    Alive = 66,

    /// <summary>Done, with a number where there is one to tell.</summary>
    Done = 67,

    /// <summary>A result is its columns, its rows in one or more messages, and its end.</summary>
    Columns = 68,
    Rows = 69,
    End = 70,

    /// <summary>The "no" of a <c>Result</c>.</summary>
    Refused = 71,

    /// <summary>An exception.</summary>
    Failed = 72,
}
