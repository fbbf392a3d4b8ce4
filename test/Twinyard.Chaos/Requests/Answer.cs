namespace Twinyard.Chaos.Requests;

/// <summary>What the script knows of what became of a request.</summary>
internal enum Answer
{
    /// <summary>Nothing came back, so that it may have happened or not.</summary>
    Unknown,

    /// <summary>Promised.</summary>
    Accepted,

    /// <summary>The overlap policy said no, and the ledger has to say so.</summary>
    Skipped,

    /// <summary>Refused, so that it may not have happened.</summary>
    Refused,
}
