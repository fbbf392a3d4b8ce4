namespace Twinyard.Workflows.Runs;

/// <summary>What the end of an attempt meant for its run.</summary>
internal enum AttemptEnd
{
    /// <summary>Nothing: the fence was old.</summary>
    Stale,

    /// <summary>It waits for its next attempt.</summary>
    Retried,

    RunEnded,
}
