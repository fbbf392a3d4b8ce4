using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>Drives the output ports through stage, commit and discard, in their order.</summary>
internal sealed class OutputCommit(IEnumerable<IRunOutput> outputs, HomeDirectory home)
{
    private readonly IReadOnlyList<IRunOutput> _outputs = [.. outputs.OrderBy(output => output.Order)];

    public OutputFolder Folder(RunRow run) => new(home, run);

    /// <returns>The first refusal; then nothing is staged any more.</returns>
    public async Task<Result<Done>> StageAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var description = Describe(run);
        foreach (var output in _outputs)
        {
            var staged = await output.StageAsync(description, cancellationToken);
            if (!staged.IsOk)
            {
                return staged;
            }
        }

        return Done.Value;
    }

    /// <summary>Applies what the commit record has decided. Safe to repeat.</summary>
    public async Task ApplyAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var description = Describe(run);
        foreach (var output in _outputs)
        {
            await output.CommitAsync(description, cancellationToken);
        }
    }

    public async Task DiscardAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var description = Describe(run);
        foreach (var output in _outputs)
        {
            await output.DiscardAsync(description, cancellationToken);
        }
    }

    private RunOutputs Describe(ClaimedRun run) => new()
    {
        RunId = run.Id,
        Workflow = run.Row.Workflow,
        Role = run.Specification.Role,
        Commit = run.Row.CommitId,
        Folder = Folder(run.Row).Path,
        StartedAt = UnixMicros.FromUnixMicros(run.Row.AttemptAt ?? run.Row.QueuedAt),
        ReportTopics = run.Specification.ReportTopics,
    };
}
