namespace Twinyard.Chaos.Serving;

/// <summary>What a script does. It stands in the script's name: <c>&lt;behaviour&gt;.sh</c> as a process, <c>&lt;behaviour&gt;.twin.sh</c> within the server.</summary>
internal enum Behaviour
{
    /// <summary>Leaves nothing.</summary>
    Nothing,

    /// <summary>Leaves a result and nothing else.</summary>
    Result,

    /// <summary>Leaves something in every place.</summary>
    Write,

    /// <summary>The same, but more often than not it fails when half of it is written.</summary>
    Fail,

    /// <summary>The same, but half of the time the last place refuses what it left.</summary>
    Refused,

    /// <summary>The same, in a time that often is longer than it has.</summary>
    Slow,

    /// <summary>Leaves the rows only, as the first step.</summary>
    Rows,

    /// <summary>Leaves one of the objects, as an item of the second step.</summary>
    Object,

    /// <summary>Leaves all the rest, as the last step.</summary>
    Rest,
}
