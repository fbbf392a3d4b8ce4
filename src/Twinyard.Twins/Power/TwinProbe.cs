using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Power;

/// <summary>Finds out whether a twin is ready: by its <c>status</c> command where there is one, and then by logging in to its Jupyter Server.</summary>
internal sealed class TwinProbe(KernelSessions sessions, TimeProvider time)
{
    private static readonly TimeSpan LongestStatus = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> Ready = new(["running", "inservice", "in_service", "active", "ready", "started", "up"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Failed = new(["failed", "error", "deleting", "deleted"], StringComparer.OrdinalIgnoreCase);

    /// <returns>True when it is ready, false while it is not; an error where it never will be.</returns>
    public async Task<Result<bool>> IsReadyAsync(TwinSettings twin, CancellationToken cancellationToken)
    {
        if (twin.Status.Count > 0)
        {
            var status = await TwinCommand.RunAsync(twin.Status, LongestStatus, time, cancellationToken);
            if (!status.IsOk || Failed.Contains(status.Value.Trim('"')))
            {
                return status.Error ?? new FailedError("twin-failed", $"Its status is {status.Value}.", "Look at the instance where it runs.");
            }

            if (!Ready.Contains(status.Value.Trim('"')))
            {
                return false;
            }
        }

        try
        {
            using var server = await sessions.ConnectAsync(twin, cancellationToken);
            await new JupyterKernels(server).FindPythonAsync(twin.Kernel, cancellationToken);
            return true;
        }
        catch (JupyterException)
        {
            // It does not answer yet, or does not let us in yet. Whoever waits for it has a longest time.
            return false;
        }
    }
}
