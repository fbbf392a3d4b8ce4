using Microsoft.Extensions.Options;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Delivery;

/// <summary>How often and how long a consumer is tried on one event, after Amazon EventBridge: at most 185 attempts in 24 hours.</summary>
internal sealed class DeliveryPolicy(IOptions<EventsOptions> options, TimeProvider time, Random random)
{
    public const string Attempts = "attempts";
    public const string Age = "age";
    public const string Permanent = "permanent";

    // With these, 185 attempts take about as long as the 24 hours.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(8);

    /// <param name="attempts">How often it has been tried, this failure included.</param>
    /// <param name="firstAt">When it failed first, in microseconds.</param>
    public DeliveryVerdict After(Exception failure, long attempts, long firstAt)
    {
        if (failure is UndeliverableException)
        {
            return new DeliveryVerdict(NextStep.DeadLetter, TimeSpan.Zero, Permanent);
        }

        if (attempts >= options.Value.Attempts)
        {
            return new DeliveryVerdict(NextStep.DeadLetter, TimeSpan.Zero, Attempts);
        }

        var wait = BackOff(attempts);
        var next = time.GetUtcNow() + wait;
        return next - UnixMicros.FromUnixMicros(firstAt) > TimeSpan.FromMinutes(options.Value.RetryMinutes)
            ? new DeliveryVerdict(NextStep.DeadLetter, TimeSpan.Zero, Age)
            : new DeliveryVerdict(attempts < options.Value.AttemptsInPlace ? NextStep.InPlace : NextStep.Aside, wait, "");
    }

    // Doubling, and up to a quarter more by chance so that consumers do not fall into step.
    private TimeSpan BackOff(long failures)
    {
        var doubled = ShortestWait * Math.Pow(2, Math.Min(failures - 1, 32));
        return (doubled < LongestWait ? doubled : LongestWait) * (1 + (random.NextDouble() / 4));
    }
}
