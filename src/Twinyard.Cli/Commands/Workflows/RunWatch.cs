using System.Text.Json;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary>Follows a run to its end.</summary>
internal static class RunWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows the log on stderr while the run goes on.</summary>
    public static async Task<RunDetail> UntilEndAsync(CliCall call, string id, CancellationToken cancellationToken)
    {
        await foreach (var line in call.Api.StreamAsync<LogLine>($"runs/{id}/logs?follow=true", cancellationToken))
        {
            call.Out.Note(line.Text);
        }

        // The log ends just before the run's record does.
        while (true)
        {
            var run = await call.Api.GetAsync<RunDetail>($"runs/{id}", cancellationToken);
            if (run.Summary.EndedAt is not null)
            {
                return run;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public static void Print(CliOutput output, RunDetail run)
    {
        output.Facts(
            ("Run", run.Summary.Id),
            ("Workflow", run.Summary.Workflow),
            ("State", run.Summary.State),
            ("Waiting", run.Summary.WaitingFor is { } waits ? waits["waiting ".Length..] : null),
            ("Trigger", $"{run.Summary.Trigger} {run.Reference}"),
            ("Due", run.DueAt),
            ("Commit", run.Summary.Commit),
            ("Proposal", run.Proposal),
            ("Script", run.Steps.Count == 0 ? run.Script : $"{run.Steps.Count} steps"),
            ("Role", run.Role),
            ("Attempts", run.Summary.Attempt),
            ("Queued", run.Summary.QueuedAt),
            ("Started", run.Summary.StartedAt),
            ("Ended", run.Summary.EndedAt),
            ("Error", run.Summary.Error),
            ("Backup of", run.Summary.BackupOf),
            ("Backup", run.BackupRun),
            ("Goes on from", run.Summary.ResumedFrom),
            ("Resumed by", run.ResumedBy));
        if (run.Result is { } result)
        {
            output.Line("");
            output.Line(JsonSerializer.Serialize(result, CliJson.Indented));
        }
    }
}
