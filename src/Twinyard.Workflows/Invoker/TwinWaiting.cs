using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>Keeps visible that a run waits for its twin, and lets others have its place meanwhile.</summary>
internal sealed class TwinWaiting(Database database, RunStore runs, RunQueueSignal queue, TimeProvider time)
{
    /// <param name="waitsFor">Null when the waiting has ended.</param>
    public async Task TellAsync(RunRow run, Execution execution, string? waitsFor)
    {
        await database.WriteAsync(session => runs.WaitAsync(run, waitsFor, time.NowMicros(), session, CancellationToken.None), CancellationToken.None);
        execution.IsWaiting = waitsFor is not null;
        queue.Raise();
    }
}
