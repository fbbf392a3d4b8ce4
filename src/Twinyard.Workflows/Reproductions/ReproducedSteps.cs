using System.Collections.Concurrent;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Reproductions;

/// <summary>The steps of a reproduction, in memory: what the run's own attempts have written stays as it is.</summary>
internal sealed class ReproducedSteps : IStepLedger
{
    private readonly ConcurrentDictionary<(string Step, long Item), StepRow> _rows = new();

    public Task<IReadOnlyList<StepRow>> ReadAsync(string run) => Task.FromResult<IReadOnlyList<StepRow>>([.. _rows.Values]);

    public Task<bool> BeginAsync(RunRow run, IReadOnlyList<StepRow> rows)
    {
        _rows.Clear();
        return PutAsync(run, [.. rows]);
    }

    public Task<bool> PutAsync(RunRow run, params StepRow[] rows)
    {
        foreach (var row in rows)
        {
            _rows[(row.Step, row.Item)] = row;
        }

        return Task.FromResult(true);
    }
}
