using System.Globalization;
using Twinyard.Workflows.Placement;

namespace Twinyard.Workflows.Backfill;

/// <summary>A tick that nothing ran for, and the reference of the line that fills it.</summary>
internal sealed record TickGap(long Tick, string Reference, string Because)
{
    public const string NoEntry = "no entry";

    /// <param name="ticks">Of the schedule in the window, ascending.</param>
    /// <param name="lines">Of the ledger, in the order they were written: the last one of a tick says what became of it.</param>
    /// <param name="failed">Whether a failed tick is a gap.</param>
    /// <returns>Oldest first.</returns>
    public static IReadOnlyList<TickGap> Find(IReadOnlyList<long> ticks, IReadOnlyList<TickLine> lines, bool failed)
    {
        var summaries = lines.Where(line => line.UntilAt is not null).ToList();
        var single = new Dictionary<long, TickLine>();
        var fillings = new Dictionary<long, int>();
        foreach (var line in lines.Where(line => line.UntilAt is null && IsTick(line)))
        {
            single[line.DueAt] = line;
            if (line.Backfill == 1)
            {
                fillings[line.DueAt] = fillings.GetValueOrDefault(line.DueAt) + 1;
            }
        }

        var gaps = new List<TickGap>();
        foreach (var tick in ticks)
        {
            var outcome = single.GetValueOrDefault(tick)?.Outcome ?? summaries.Find(line => line.DueAt <= tick && tick <= line.UntilAt)?.Outcome;
            if (outcome is null or Outcomes.Missed or Outcomes.Superseded || (failed && outcome == Outcomes.Failed))
            {
                gaps.Add(new TickGap(tick, Name(tick, fillings.GetValueOrDefault(tick) + 1), outcome ?? NoEntry));
            }
        }

        return gaps;
    }

    private static string Name(long tick, int number) => string.Create(CultureInfo.InvariantCulture, $"backfill {number} of {tick}");

    // A line about a local time that does not exist has that time as its reference.
    private static bool IsTick(TickLine line) => line.Backfill == 1 || long.TryParse(line.Reference, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
