using Microsoft.Extensions.Logging;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Invoker;

/// <summary>What the system itself has to say in a run's log. A log that cannot be written does not change what becomes of the run.</summary>
internal sealed partial class RunLog(ILogStreams logs, TimeProvider time, ILogger<RunLog> logger)
{
    public static string StreamOf(string runId) => $"run/{runId}";

    public async Task WriteAsync(string runId, string text)
    {
        try
        {
            await logs.AppendAsync(StreamOf(runId), [new LogLine(time.GetUtcNow(), "twinyard", text)], CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotWritten(e, runId);
        }
    }

    /// <summary>No attempt follows: those who follow the log are let go.</summary>
    public async Task CompleteAsync(string runId)
    {
        try
        {
            await logs.CompleteAsync(StreamOf(runId), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotWritten(e, runId);
        }
    }
}
