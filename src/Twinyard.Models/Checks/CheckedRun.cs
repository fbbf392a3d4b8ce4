using Twinyard.Inference;
using Twinyard.Inference.Bundles;

namespace Twinyard.Models.Checks;

/// <summary>Lets a bundle see a check's rows as a device would: series by series, row after row.</summary>
internal static class CheckedRun
{
    /// <returns>One decision a row, in the order of the rows.</returns>
    public static IReadOnlyList<Decision> Decide(ModelBundle bundle, IReadOnlyList<CheckedRow> rows, CancellationToken cancellationToken)
    {
        using var pipeline = bundle.CreatePipeline();
        var decisions = new Decision[rows.Count];
        // A pipeline keeps a bounded number of series, so one is finished before the next begins.
        foreach (var series in Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Entity, StringComparer.Ordinal))
        {
            foreach (var i in series)
            {
                cancellationToken.ThrowIfCancellationRequested();
                decisions[i] = pipeline.Observe(rows[i].Entity, rows[i].Step, rows[i].Values);
            }
        }

        return decisions;
    }
}
