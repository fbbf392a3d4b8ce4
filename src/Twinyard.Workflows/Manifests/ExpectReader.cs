using Twinyard.Platform.Manifests;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads <c>expect:</c>: how soon after it is due a run starts and has ended.</summary>
internal static class ExpectReader
{
    /// <summary>What is expected of a workflow with a schedule whose manifest does not say.</summary>
    public static readonly TimeSpan ScheduledStart = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <returns>Null where nothing is expected: for <c>expect: {}</c>, and by default without a schedule.</returns>
    public static ExpectSpecification? Read(ManifestMap body, IReadOnlyList<TriggerSpecification> triggers)
    {
        if (!body.Has("expect"))
        {
            return triggers.Any(trigger => trigger.Schedule is not null) ? new ExpectSpecification((long)ScheduledStart.TotalMilliseconds, null) : null;
        }

        if (body.Map("expect") is not { } expect)
        {
            return null;
        }

        var start = Within(expect, "start-within");
        var finish = Within(expect, "finish-within");
        expect.RejectUnknownKeys();
        return start is null && finish is null ? null : new ExpectSpecification(start, finish);
    }

    private static long? Within(ManifestMap expect, string key)
    {
        if (!expect.Has(key))
        {
            return null;
        }

        var within = expect.Duration(key, Shortest);
        if (within < Shortest || within > Longest)
        {
            expect.Report(key, $"Name a time from 1s to {Longest.TotalDays:0}d.");
        }

        return (long)within.TotalMilliseconds;
    }
}
