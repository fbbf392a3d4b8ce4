using System.Text.Json.Nodes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>A notebook and the kernel it runs in. Disposed of, the kernel is gone.</summary>
internal sealed class NotebookExecution : IAsyncDisposable
{
    private readonly KernelSession _session;
    private readonly TwinRun _run;
    private readonly JsonObject _parameters;
    private readonly NotebookRunner _runner;

    private NotebookExecution(KernelSession session, TwinRun run, JsonObject parameters, NotebookRunner runner)
    {
        _session = session;
        _run = run;
        _parameters = parameters;
        _runner = runner;
    }

    /// <summary>The cell that the last run did not get past, 0-based; null after a good end.</summary>
    public int? StoppedAt => _runner.StoppedAt;

    /// <summary>Whether the kernel has kept the state of the cells that ran.</summary>
    public bool IsAlive => _runner.IsAlive;

    /// <summary>The notebook is read and its parameters are injected before anything is started.</summary>
    /// <param name="script">The notebook's full path.</param>
    /// <param name="write">Takes a source and a line for the run's log.</param>
    /// <exception cref="JupyterException">The notebook cannot run, or there is no kernel for it.</exception>
    public static async Task<NotebookExecution> OpenAsync(
        TwinRun run, string script, Func<string, string, ValueTask> write, Func<Task<KernelSession>> open, TimeProvider time, CancellationToken cancellationToken)
    {
        var notebook = Notebook.Parse(run.Script, await File.ReadAllTextAsync(script, cancellationToken));
        var parameters = NotebookParameters.Of(run.InputJson);
        if ((notebook.Error ?? parameters.Error) is { } error)
        {
            throw new JupyterException(error);
        }

        notebook.Value.Inject(parameters.Value);
        var session = await open();
        return new NotebookExecution(session, run, parameters.Value, new NotebookRunner(notebook.Value, session.Client, run.ArtifactFolder, run.Secrets.Mask, write, time));
    }

    /// <param name="from">The first cell to run, 0-based.</param>
    /// <param name="spent">What of the timeout has passed already.</param>
    /// <exception cref="JupyterException">The server stayed unreachable, or the outputs could not be brought here.</exception>
    public async Task<TwinOutcome> RunAsync(int from, TimeSpan timeout, TimeSpan spent, TimeSpan? cellTimeout, CancellationToken cancellationToken)
    {
        var outcome = await _runner.RunAsync(from, timeout, spent, cellTimeout, cancellationToken);
        if (outcome is TwinSucceeded)
        {
            await _session.FetchOutputsAsync(_run.OutputFolder, cancellationToken);
            if (_run.ReportTitle is { } title)
            {
                await NotebookReport.WriteAsync(_run.OutputFolder, title, _runner.Executed, cancellationToken);
            }
        }

        return outcome is TwinFailed && _session.Private is { } own && await own.ExceededAsync() is { } limit ? new TwinExceeded(limit) : outcome;
    }

    /// <summary>Whether the kernel is still the one that ran the cells before.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _session.Client.ExecuteAsync("pass", silent: true, TimeSpan.FromSeconds(30), _ => ValueTask.CompletedTask, cancellationToken) is KernelDone;
        }
        catch (JupyterException)
        {
            return false;
        }
    }

    /// <summary>Takes a mended notebook over; its cells before <paramref name="from"/> must be those that ran.</summary>
    public Result<Done> Mend(Notebook mended, int from)
    {
        mended.Inject(_parameters);
        return _runner.Mend(mended, from);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
