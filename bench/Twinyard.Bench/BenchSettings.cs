using System.Globalization;

namespace Twinyard.Bench;

/// <summary>Bounds of a load, from the variables that the peers' scripts read too.</summary>
/// <param name="Runs">Runs queued and completed in a repetition of the journal's load.</param>
/// <param name="Ticks">Schedules that are due in the same moment.</param>
/// <param name="Scratch">Another place for throw-away folders of runs, which is measured too; null for none.</param>
internal sealed record BenchSettings(int Repetitions, int Seconds, int Connections, int Runs, int Ticks, string? Scratch)
{
    public static BenchSettings FromEnvironment() =>
        new(Read("REPS", 3), Read("SECS", 10), Read("CONNS", 20), Read("RUNS", 1600), Read("TICKS", 10_000), Environment.GetEnvironmentVariable("SCRATCH"));

    private static int Read(string name, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : absent;
}
