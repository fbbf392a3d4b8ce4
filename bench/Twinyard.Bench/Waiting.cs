using System.Diagnostics;

namespace Twinyard.Bench;

internal static class Waiting
{
    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was not within <paramref name="longest"/>.</exception>
    public static async Task UntilAsync(string what, TimeSpan longest, Func<Task<bool>> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > longest)
            {
                throw new TimeoutException($"{what} within {longest.TotalSeconds:0} seconds was waited for in vain.");
            }

            await Task.Delay(100);
        }
    }
}
