using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary>The steps of a run as a table: a line for each, and one for each item of a matrix.</summary>
internal static class RunSteps
{
    public static void Print(CliOutput output, RunDetail run)
    {
        if (run.Steps.Count == 0)
        {
            return;
        }

        output.Line("");
        output.Table(
            run.Steps.SelectMany(Lines),
            "",
            ("STEP", line => line.Name),
            ("STATE", line => line.State),
            ("EXECUTIONS", line => line.Item?.Attempts),
            ("TOOK", line => line.Item?.EndedAt - line.Item?.StartedAt),
            ("NEEDS", line => line.Needs),
            ("ERROR", line => line.Item?.TakenFrom is null ? line.Item?.Error : "done by the run it goes on from"));
        if (run.ResumedBy is null && run.BackupRun is null && run.Summary.State is "failed" or "timed-out" or "cancelled")
        {
            output.Note($"To go on from what is done: `twinyard run resume {run.Summary.Id}`");
        }
    }

    private static IEnumerable<StepLine> Lines(StepEntry step)
    {
        var needs = string.Join(", ", step.Needs);
        if (!step.IsFanOut)
        {
            return [new StepLine(step.Name, step.State, step.Items.FirstOrDefault(), needs)];
        }

        return
        [
            new StepLine($"{step.Name} ({step.Items.Count})", step.State, null, needs),
            .. step.Items.Select(item => new StepLine($"{step.Name}[{item.Item}]", item.State, item, "")),
        ];
    }

    private sealed record StepLine(string Name, string State, StepItem? Item, string Needs);
}
