using Twinyard.Platform.Results;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>A notebook and the kernel it runs in. Disposed of, the kernel is gone.</summary>
internal sealed class NotebookExecution : IAsyncDisposable
{
    private readonly KernelSession _session;
    private readonly PreparedRun _prepared;
    private readonly NotebookRunner _runner;

    private NotebookExecution(KernelSession session, PreparedRun prepared, NotebookRunner runner)
    {
        _session = session;
        _prepared = prepared;
        _runner = runner;
    }

    /// <summary>The cell that the last run did not get past, 0-based; null after a good end.</summary>
    public int? StoppedAt => _runner.StoppedAt;

    /// <summary>The notebook is read and its parameters are injected before anything is started.</summary>
    /// <exception cref="JupyterException">The notebook cannot run, or there is no kernel for it.</exception>
    public static async Task<NotebookExecution> OpenAsync(
        PreparedRun prepared, Func<Task<KernelSession>> open, TimeProvider time, CancellationToken cancellationToken)
    {
        var notebook = await ReadAsync(prepared, cancellationToken);
        var session = await open();
        return new NotebookExecution(session, prepared, new NotebookRunner(notebook, session.Client, prepared.Run.ArtifactFolder, prepared.Log.WriteAsync, time));
    }

    /// <param name="from">The first cell to run, 0-based.</param>
    /// <exception cref="JupyterException">The server stayed unreachable, or the outputs could not be brought here.</exception>
    public async Task<TwinOutcome> RunAsync(int from, CancellationToken cancellationToken)
    {
        var outcome = await _runner.RunAsync(from, _prepared.Run.Timeout, _prepared.Run.CellTimeout, cancellationToken);
        if (outcome is TwinSucceeded)
        {
            await _session.FetchOutputsAsync(_prepared.Run.OutputFolder, cancellationToken);
        }

        return outcome;
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<Notebook> ReadAsync(PreparedRun prepared, CancellationToken cancellationToken)
    {
        var notebook = Notebook.Parse(prepared.Run.Script, await File.ReadAllTextAsync(prepared.Script, cancellationToken));
        var parameters = NotebookParameters.Of(prepared.Run.InputJson);
        if ((notebook.Error ?? parameters.Error) is { } error)
        {
            throw new JupyterException(error);
        }

        notebook.Value.Inject(parameters.Value);
        return notebook.Value;
    }
}
