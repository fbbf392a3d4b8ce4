using System.Text;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Results;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Development;

/// <summary>Where a stopped notebook goes on, if it can.</summary>
internal static class ResumePoint
{
    /// <summary>Takes a mended notebook over where one was sent. The run's gate is held.</summary>
    /// <returns>The first cell to run, 0-based.</returns>
    public static async Task<Result<int>> FindAsync(DevelopmentRun run, ResumeRequest request, CancellationToken cancellationToken)
    {
        if (!run.HasEnded)
        {
            return new ConflictError("run-running", $"The run {run.Id} has not ended.");
        }

        if (run.Outcome is TwinSucceeded)
        {
            return new ConflictError("run-succeeded", $"The run {run.Id} has succeeded; there is nothing to resume.");
        }

        if (run.Kept is not { StoppedAt: { } stopped } kept)
        {
            return Gone(run);
        }

        if (!await kept.AnswersAsync(cancellationToken))
        {
            return Gone(run);
        }

        if (request.Cell is { } cell && (cell < 1 || cell > stopped + 1))
        {
            return new InvalidError("cell-unreachable", $"The notebook stopped at cell {stopped + 1}; it cannot go on at cell {cell}.", $"Name a cell from 1 to {stopped + 1}.");
        }

        var from = request.Cell - 1 ?? stopped;
        if (request.Notebook is null)
        {
            return from;
        }

        var mended = Notebook.Parse(run.Run.Script, Encoding.UTF8.GetString(request.Notebook));
        if (!mended.IsOk)
        {
            return mended.Error;
        }

        var taken = kept.Mend(mended.Value, from);
        return taken.IsOk ? from : taken.Error;
    }

    private static ConflictError Gone(DevelopmentRun run) => new(
        "kernel-gone", $"The kernel of the run {run.Id} is gone, and with it the state of the cells before the one that failed.", "Run the notebook again from its beginning.");
}
