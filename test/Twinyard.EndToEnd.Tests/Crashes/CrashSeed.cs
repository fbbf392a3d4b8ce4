using System.Globalization;

namespace Twinyard.EndToEnd.Tests.Crashes;

/// <summary>When a server is killed is drawn by chance; <c>TWINYARD_CRASH_SEED</c> repeats a draw.</summary>
internal static class CrashSeed
{
    public static int Take(ITestOutputHelper output)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TWINYARD_CRASH_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.ProcessId;
        output.WriteLine($"Seed {seed}; TWINYARD_CRASH_SEED={seed} draws the same again.");
        return seed;
    }
}
