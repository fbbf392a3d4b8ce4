using Twinyard.Platform.Time;

namespace Twinyard.Repositories.GitLab;

/// <summary>How long and how often a GitLab that does not answer is asked again: half a minute, doubling up to an hour, for about a day.</summary>
internal sealed class RetryPolicy(TimeProvider time, Random random)
{
    public const int Attempts = 30;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <param name="attempts">How often it has been tried.</param>
    /// <returns>When to try again, in microseconds; up to a fifth later by chance, so that what failed together does not come back together.</returns>
    public long NextAfter(long attempts)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (time.GetUtcNow() + (wait < LongestWait ? wait : LongestWait) * (1 + 0.2 * random.NextDouble())).ToUnixMicros();
    }
}
