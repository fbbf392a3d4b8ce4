namespace Twinyard.Workflows.Replays;

/// <summary>The time that a replay looks at, in Unix microseconds, cut where a bound is reached: everything is told up to there, and nothing behind.</summary>
internal sealed class ReplayWindow(long from, long to)
{
    /// <summary>Events that are matched.</summary>
    public const int MostEvents = 100_000;

    /// <summary>Ticks of all schedules together.</summary>
    public const int MostTicks = 100_000;

    /// <summary>Lines of the ledger that are compared.</summary>
    public const int MostLines = 200_000;

    public long From => from;

    /// <summary>Not part of the window itself.</summary>
    public long Until { get; private set; } = to;

    public string? CutBecause { get; private set; }

    public void Cut(long until, string because)
    {
        if (until < Until)
        {
            (Until, CutBecause) = (until, because);
        }
    }
}
