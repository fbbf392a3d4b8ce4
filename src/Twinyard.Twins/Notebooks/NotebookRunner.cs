using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Results;
using Twinyard.Twins.Jupyter;

namespace Twinyard.Twins.Notebooks;

/// <summary>Runs a notebook's cells in order in a prepared kernel, and keeps the executed notebook after each.</summary>
/// <param name="artifacts">Where to keep it; null to keep nothing.</param>
/// <param name="mask">Covers values of secrets in what the kernel says; null for none.</param>
internal sealed class NotebookRunner(Notebook initial, KernelClient kernel, string? artifacts, SecretMask? mask, Func<string, string, ValueTask> write, TimeProvider time)
{
    private readonly CellOutputs _outputs = new();
    private readonly CellLog _log = new(write);
    private readonly MaskedJournal? _masked = mask is null ? null : new(mask);
    private Notebook _notebook = initial;

    /// <summary>The cell that the last run did not get past, 0-based; null after a good end.</summary>
    public int? StoppedAt { get; private set; }

    /// <summary>The notebook with its outputs so far.</summary>
    public byte[] Executed => Encoding.UTF8.GetBytes(_notebook.Document.ToJsonString(Notebook.Json));

    /// <summary>Whether the kernel has kept the state of the cells that ran.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>Takes a mended notebook over, with the outputs of the cells before <paramref name="from"/>, which must be those that ran.</summary>
    public Result<Done> Mend(Notebook mended, int from)
    {
        for (var i = 0; i < from; i++)
        {
            if (i >= mended.Cells.Count || mended.Cells[i].Source != _notebook.Cells[i].Source || mended.Cells[i].IsCode != _notebook.Cells[i].IsCode)
            {
                return new ConflictError(
                    "cell-changed", $"Cell {i + 1} is another than the one that ran, and the kernel has the state of that one.", $"Resume from it (--cell {i + 1}), or run the notebook again.");
            }

            mended.Cells[i].TakeOutputs(_notebook.Cells[i]);
        }

        _notebook = mended;
        return Done.Value;
    }

    /// <param name="from">The first cell to run, 0-based; what stands before it keeps its outputs.</param>
    /// <param name="timeout">Of the whole run.</param>
    /// <param name="spent">What of it has passed already, while the kernel was made ready.</param>
    /// <param name="cellTimeout">Null for no other limit than the whole's.</param>
    /// <exception cref="JupyterException">The server stayed unreachable.</exception>
    public async Task<TwinOutcome> RunAsync(int from, TimeSpan timeout, TimeSpan spent, TimeSpan? cellTimeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var cell in _notebook.Cells.Skip(from))
        {
            cell.Clear();
        }

        Mark("running", null);
        for (var i = from; i < _notebook.Cells.Count; i++)
        {
            StoppedAt = i;
            if (!_notebook.Cells[i].IsCode || _notebook.Cells[i].IsEmpty)
            {
                continue;
            }

            var rest = timeout - spent - time.GetElapsedTime(started);
            var limit = cellTimeout is { } most && most < rest ? most : rest;
            if (await RunCellAsync(i, limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), limit == rest ? timeout : limit, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        StoppedAt = null;
        Mark("succeeded", null);
        return new TwinSucceeded();
    }

    /// <returns>Null when the next cell may run.</returns>
    private async Task<TwinOutcome?> RunCellAsync(int index, TimeSpan limit, TimeSpan told, CancellationToken cancellationToken)
    {
        var cell = _notebook.Cells[index];
        await write("twinyard", $"Cell {index + 1} of {_notebook.Cells.Count}: {cell.Headline}");
        cell.SetState("running", null);
        var started = time.GetTimestamp();
        var state = "cancelled";
        KernelReply? reply = null;
        try
        {
            reply = await kernel.ExecuteAsync(cell.Source, silent: false, limit, entry => TakeAsync(cell, entry), cancellationToken);
            IsAlive = reply is not (KernelGone or KernelTimedOut { IsResponsive: false });
            state = reply switch { KernelDone => "succeeded", KernelRaised when cell.MayRaise => "succeeded", KernelTimedOut => "timed-out", _ => "failed" };
        }
        finally
        {
            await KeepAsync(cell, _masked?.Finish() ?? []);
            await _log.FlushAsync();
            cell.SetState(state, time.GetElapsedTime(started));
            Mark(state == "succeeded" ? "running" : state, index);
        }

        return state == "succeeded" ? null : Outcome(index, reply, told);
    }

    private static TwinOutcome Outcome(int index, KernelReply? reply, TimeSpan told) => reply switch
    {
        KernelTimedOut => new TwinTimedOut(told) { What = $"Cell {index + 1}" },
        KernelRaised raised => new TwinFailed(1) { Reason = $"Cell {index + 1} failed: {raised.Name}: {raised.Message}" },
        _ => new TwinFailed(1) { Reason = $"The kernel died while cell {index + 1} ran; its state is lost. A kernel that runs out of memory is killed by the system." },
    };

    private ValueTask TakeAsync(NotebookCell cell, JournalEntry entry) => KeepAsync(cell, _masked?.Apply(entry) ?? [entry]);

    private async ValueTask KeepAsync(NotebookCell cell, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            _outputs.Apply(cell, entry);
            await _log.WriteAsync(entry);
        }
    }

    private void Mark(string state, int? cell)
    {
        if (_notebook.Document["metadata"] is not JsonObject metadata)
        {
            _notebook.Document["metadata"] = metadata = [];
        }

        var mark = new JsonObject { ["state"] = state };
        if (cell is { } index)
        {
            mark["cell"] = index + 1;
        }

        metadata[NotebookCell.Mark] = mark;
        if (artifacts is not null)
        {
            ExecutedNotebook.Save(artifacts, _notebook.Document);
        }
    }
}
