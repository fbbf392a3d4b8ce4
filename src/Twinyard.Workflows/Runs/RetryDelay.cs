using Microsoft.Extensions.Options;

namespace Twinyard.Workflows.Runs;

/// <summary>How long to wait after a failure, for runs and for steps.</summary>
internal sealed class RetryDelay(Random random, IOptions<WorkflowsOptions> options)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Doubled with every failure, and somewhere in the upper half of that, so that what failed together does not come back together.</summary>
    /// <param name="failures">So many executions have failed, at least one.</param>
    public TimeSpan Before(long failures)
    {
        var doubled = options.Value.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 20));
        var longest = doubled < Longest ? doubled : Longest;
        return longest * (0.5 + (0.5 * random.NextDouble()));
    }
}
