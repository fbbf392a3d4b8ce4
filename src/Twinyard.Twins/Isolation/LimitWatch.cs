using System.Globalization;
using Twinyard.Platform.Manifests;

namespace Twinyard.Twins.Isolation;

/// <summary>Looks a few times a second at what a run uses.</summary>
internal static class LimitWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <returns>When a limit was passed: which and by how much, as a sentence.</returns>
    public static async Task<string> PassedAsync(RunLimits limits, Func<TreeUsage> usage, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (Passed(limits, usage()) is { } limit)
            {
                return limit;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public static string? Passed(RunLimits limits, TreeUsage usage) =>
        usage.Memory > limits.Memory ? $"It used {ByteSize.Text(usage.Memory)} of memory, more than the {ByteSize.Text(limits.Memory.Value)} of run.memory."
        : usage.Cpu > limits.Cpu ? string.Create(CultureInfo.InvariantCulture, $"It used {usage.Cpu.TotalSeconds:0.#} s of processor time, more than the {limits.Cpu.Value.TotalSeconds:0.#} s of run.cpu.")
        : usage.Processes > limits.Processes ? $"It had {usage.Processes} processes, more than the {limits.Processes} of run.processes."
        : null;
}
