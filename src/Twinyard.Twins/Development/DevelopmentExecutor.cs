using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Jupyter;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Power;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Development;

/// <summary>Executes a run of the development twin as a workflow's would be, but keeps the kernel of a notebook that did not get to its end.</summary>
internal sealed class DevelopmentExecutor(
    ITwin twin, RunTree tree, KernelSessions sessions, TwinUses uses, ILogStreams logs, HomeDirectory home, IOptions<TwinsOptions> options, IIdGenerator ids, TimeProvider time)
{
    /// <param name="from">The first cell of a notebook to run, 0-based.</param>
    public async Task<TwinOutcome> ExecuteAsync(DevelopmentRun run, int from)
    {
        try
        {
            return Path.GetExtension(run.Run.Script) == ".ipynb" ? await RunNotebookAsync(run, from) : await twin.ExecuteAsync(run.Run, run.Token);
        }
        finally
        {
            await logs.CompleteAsync(run.LogStream, CancellationToken.None);
        }
    }

    /// <summary>Best effort; what stays is removed when the server starts.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its files belong to a script that may still hold them.
        }
    }

    private async Task<TwinOutcome> RunNotebookAsync(DevelopmentRun run, int from)
    {
        TwinOutcome outcome;
        await using (var pump = new LogPump(logs, run.LogStream, "", null, time))
        {
            run.Log = pump;
            outcome = await TryRunAsync(run, from);
            if (outcome.Explain() is { } line)
            {
                await pump.WriteAsync("twinyard", line);
            }

            run.Log = null;
        }

        return outcome;
    }

    private async Task<TwinOutcome> TryRunAsync(DevelopmentRun run, int from)
    {
        NotebookExecution? execution = run.Kept;
        var keep = false;
        IAsyncDisposable? use = null;
        try
        {
            var used = await uses.UseAsync(run.Run.Twin ?? options.Value.Default, run.Id, waits => run.WriteAsync("twinyard", waits is null ? "The waiting for the twin has ended." : $"The run is {waits}.").AsTask(), run.Token);
            if (!used.IsOk)
            {
                return new TwinNotStarted(used.Error);
            }

            use = used.Value;
            if (execution is null)
            {
                run.Folder = RunFolder.Create(home, ids.NewId(), run.Run);
                var script = await tree.LayOutAsync(run.Run, run.Folder, run.Token);
                if (!script.IsOk)
                {
                    return new TwinNotStarted(script.Error);
                }

                execution = await OpenAsync(run, run.Folder, script.Value.Script);
            }

            var outcome = await execution.RunAsync(from, run.Run.Timeout, TimeSpan.Zero, run.Run.CellTimeout, run.Token);
            keep = outcome is TwinFailed or TwinTimedOut && execution.IsAlive && options.Value.KeepKernels > TimeSpan.Zero;
            return outcome;
        }
        catch (OperationCanceledException) when (run.Token.IsCancellationRequested)
        {
            return new TwinCancelled();
        }
        catch (JupyterException e)
        {
            return execution is null ? new TwinNotStarted(e.Error) : new TwinFailed(1) { Reason = e.Error.ToString() };
        }
        catch (IOException e)
        {
            return new TwinNotStarted(new FailedError("twin-folder", $"The throw-away folder of the run could not be prepared: {e.Message}", $"Make room under {home.Runs}."));
        }
        finally
        {
            await (use?.DisposeAsync() ?? ValueTask.CompletedTask);
            run.Kept = keep ? execution : null;
            if (!keep)
            {
                if (execution is not null)
                {
                    await execution.DisposeAsync();
                }

                run.Folder?.Dispose();
                run.Folder = null;
            }
        }
    }

    private Task<NotebookExecution> OpenAsync(DevelopmentRun run, RunFolder folder, string script)
    {
        var jupyter = run.Run.Twin is { } name && options.Value.Named.TryGetValue(name, out var named) && named.Kind == TwinSettings.Jupyter ? named : null;
        return NotebookExecution.OpenAsync(
            run.Run,
            script,
            run.WriteAsync,
            () => jupyter is null ? sessions.OpenPrivateAsync(run.Run, folder, line => run.WriteAsync("twinyard", line), run.Token) : sessions.OpenAsync(jupyter, run.Run, folder, run.Token),
            time,
            run.Token);
    }
}
