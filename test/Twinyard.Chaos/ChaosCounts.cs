namespace Twinyard.Chaos;

/// <summary>What the script has done so far.</summary>
internal sealed class ChaosCounts
{
    public int Rounds { get; set; }

    public int Kills { get; set; }

    /// <summary>Of the kills, those of servers that did not serve yet.</summary>
    public int KillsAtStart { get; set; }

    /// <summary>Servers that were stopped for longer than a lease, and went on.</summary>
    public int Pauses { get; set; }

    public int ClockForward { get; set; }

    public int ClockBack { get; set; }

    public int Deploys { get; set; }
}
