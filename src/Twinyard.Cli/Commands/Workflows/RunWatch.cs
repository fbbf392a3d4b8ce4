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
            ("run", run.Summary.Id),
            ("workflow", run.Summary.Workflow),
            ("state", run.Summary.State),
            ("trigger", $"{run.Summary.Trigger} {run.Reference}"),
            ("due", run.DueAt),
            ("commit", run.Summary.Commit),
            ("proposal", run.Proposal),
            ("script", run.Script),
            ("role", run.Role),
            ("attempts", run.Summary.Attempt),
            ("queued", run.Summary.QueuedAt),
            ("started", run.Summary.StartedAt),
            ("ended", run.Summary.EndedAt),
            ("error", run.Summary.Error),
            ("backup of", run.Summary.BackupOf),
            ("backup", run.BackupRun));
        if (run.Result is { } result)
        {
            output.Line(JsonSerializer.Serialize(result, CliJson.Indented));
        }
    }
}
