using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>Runs a notebook in a kernel of its own: on this machine in a private Jupyter server, or wherever the caller opens one.</summary>
internal sealed class NotebookTwin(KernelSessions sessions, TimeProvider time)
{
    public Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, CancellationToken cancellationToken) =>
        ExecuteAsync(prepared, () => sessions.OpenPrivateAsync(prepared.Run, prepared.Folder, line => prepared.Log.WriteAsync("twinyard", line), cancellationToken), cancellationToken);

    public async Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, Func<Task<KernelSession>> open, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        NotebookExecution execution;
        try
        {
            execution = await NotebookExecution.OpenAsync(prepared.Run, prepared.Script, prepared.Log.WriteAsync, open, time, cancellationToken);
        }
        catch (JupyterException e)
        {
            return new TwinNotStarted(e.Error);
        }

        try
        {
            await using (execution)
            {
                return await execution.RunAsync(0, prepared.Run.Timeout, time.GetElapsedTime(started), prepared.Run.CellTimeout, cancellationToken);
            }
        }
        catch (JupyterException e)
        {
            return new TwinFailed(1) { Reason = e.Error.ToString() };
        }
    }
}
