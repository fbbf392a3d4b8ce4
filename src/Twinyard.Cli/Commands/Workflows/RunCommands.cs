using System.CommandLine;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard run …</c></summary>
internal static class RunCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The run's id, as in `twinyard run list`" };

    public static Command Build() => new("run", "Runs of workflows, and their logs")
    {
        List(),
        Show(),
        RunRecordCommand.Build(Id),
        RunReproduceCommand.Build(Id),
        Logs(),
        Cancel(),
        RunResumeCommand.Build(Id),
        RunArtifactCommands.List(Id),
        RunArtifactCommands.Get(Id),
    };

    private static Command List()
    {
        var workflow = new Option<string?>("--workflow") { Description = "Only this workflow's", HelpName = "NAME" };
        var state = new Option<string?>("--state") { Description = "Only runs in this state: queued, running, committing, succeeded, failed, timed-out, cancelled", HelpName = "STATE" };
        var limit = Limit.Option(30);
        return new Command("list", "Runs, newest first") { workflow, state, limit }.Does(async (call, cancellationToken) =>
        {
            var query = $"runs?limit={call.Get(limit)}";
            query += call.Get(workflow) is { } name ? $"&workflow={Uri.EscapeDataString(name)}" : "";
            query += call.Get(state) is { } wanted ? $"&state={Uri.EscapeDataString(wanted)}" : "";
            var page = await call.Api.GetAsync<Page<RunSummary>>(query, cancellationToken);
            call.Out.Result(page, runs => call.Out.Table(
                runs.Items,
                "There are no such runs.",
                ("ID", run => run.Id),
                ("WORKFLOW", run => run.BackupOf is not null ? $"{run.Workflow} (backup)" : run.ResumedFrom is not null ? $"{run.Workflow} (resumed)" : run.Workflow),
                ("STATE", run => run.State),
                ("BY", run => run.Trigger),
                ("QUEUED", run => run.QueuedAt),
                ("TOOK", run => run.EndedAt - run.StartedAt),
                ("ERROR", run => run.WaitingFor?.Split(':')[0] ?? run.Error)));
        });
    }

    private static Command Show() => new Command("show", "The record of a run") { Id }.Does(async (call, cancellationToken) =>
    {
        var run = await call.Api.GetAsync<RunDetail>($"runs/{Uri.EscapeDataString(call.Get(Id))}", cancellationToken);
        call.Out.Result(run, _ =>
        {
            RunWatch.Print(call.Out, run);
            if (run.Summary.Error is { Length: > 0 })
            {
                call.Out.Note($"What it printed: `twinyard run logs {run.Summary.Id}`");
            }

            RunSteps.Print(call.Out, run);
            if (run.Attempts.Count > 1)
            {
                call.Out.Line("");
                call.Out.Table(
                    run.Attempts,
                    "",
                    ("ATTEMPT", attempt => attempt.Number),
                    ("STARTED", attempt => attempt.StartedAt),
                    ("ENDED", attempt => attempt.EndedAt),
                    ("OUTCOME", attempt => attempt.Outcome),
                    ("ERROR", attempt => attempt.Error));
            }
        });
    });

    private static Command Logs()
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the run has ended" };
        var step = new Option<string?>("--step") { Description = "Only the lines of this step, or of one item of its matrix: train[2]", HelpName = "STEP" };
        return new Command("logs", "What a run printed") { Id, follow, step }.Does(async (call, cancellationToken) =>
        {
            var path = $"runs/{Uri.EscapeDataString(call.Get(Id))}/logs?follow={(call.Get(follow) ? "true" : "false")}";
            path += call.Get(step) is { } wanted ? $"&step={Uri.EscapeDataString(wanted)}" : "";
            await foreach (var line in call.Api.StreamAsync<LogLine>(path, cancellationToken))
            {
                call.Out.Line(call.Out.IsJson ? System.Text.Json.JsonSerializer.Serialize(line, System.Text.Json.JsonSerializerOptions.Web) : line.Text);
            }
        });
    }

    private static Command Cancel() => new Command("cancel", "End a waiting or running run") { Id }.Does(async (call, cancellationToken) =>
    {
        var run = await call.Api.PostAsync<RunDetail>($"runs/{Uri.EscapeDataString(call.Get(Id))}/cancel", null, cancellationToken);
        call.Out.Result(run, _ => call.Out.Note(run.Summary.State == "cancelled" ? "Cancelled." : "It was asked to end."));
    });
}
