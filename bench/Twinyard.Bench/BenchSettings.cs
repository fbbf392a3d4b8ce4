using System.Globalization;

namespace Twinyard.Bench;

/// <summary>Bounds of a load, from the same variables that the peers' scripts read.</summary>
internal sealed record BenchSettings(int Repetitions, int Seconds, int Connections)
{
    public static BenchSettings FromEnvironment() => new(Read("REPS", 3), Read("SECS", 10), Read("CONNS", 20));

    private static int Read(string name, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : absent;
}
