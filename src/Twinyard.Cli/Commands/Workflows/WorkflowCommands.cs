using System.CommandLine;
using System.Text.Json;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard workflow …</c></summary>
internal static class WorkflowCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The workflow's name" };

    public static Command Build() => new("workflow", "Deployed workflows and their ledgers")
    {
        List(),
        Show(),
        Run(),
        LedgerCommand.Build(),
        BackfillCommand.Build(),
        WebhookCommand.Build(),
        LintCommand.Build(),
    };

    private static Command List() => new Command("list", "All workflows: what was last and what is next").Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<WorkflowSummary>>($"workflows?limit={PageRequest.MaximumSize}", cancellationToken);
        call.Out.Result(page, workflows => call.Out.Table(
            workflows.Items,
            "No workflow is deployed yet. Merge one: workflows/<name>/workflow.yaml.",
            ("NAME", workflow => workflow.Name),
            ("LAST", workflow => workflow.LastOutcome),
            ("AT", workflow => workflow.LastAt),
            ("NEXT", workflow => workflow.NextTick),
            ("ACTIVE", workflow => workflow.ActiveRuns),
            ("COMMIT", workflow => CliOutput.Short(workflow.Commit)),
            ("DESCRIPTION", workflow => workflow.Description)));
    });

    private static Command Show() => new Command("show", "One workflow with its triggers and manifest") { Name }.Does(async (call, cancellationToken) =>
    {
        var detail = await call.Api.GetAsync<WorkflowDetail>($"workflows/{Uri.EscapeDataString(call.Get(Name))}", cancellationToken);
        call.Out.Result(detail, workflow =>
        {
            call.Out.Facts(
                ("Name", workflow.Summary.Name),
                ("Description", workflow.Summary.Description),
                ("Role", workflow.Summary.Role),
                ("Commit", workflow.Summary.Commit),
                ("Proposal", workflow.Proposal),
                ("Approved by", workflow.Approver),
                ("Deployed", workflow.DeployedAt),
                ("Last", workflow.Summary.LastOutcome),
                ("Next tick", workflow.Summary.NextTick));
            call.Out.Line("");
            call.Out.Table(
                workflow.Triggers,
                "It has no triggers: it runs by hand.",
                ("TRIGGER", trigger => trigger.Kind),
                ("WHEN", trigger => trigger.Expression),
                ("ZONE", trigger => trigger.Timezone),
                ("CATCH-UP", trigger => trigger.CatchUp),
                ("NEXT", trigger => trigger.NextTick));
            if (workflow.Steps.Count > 0)
            {
                call.Out.Line("");
                call.Out.Table(
                    workflow.Steps,
                    "",
                    ("STEP", step => step.Name),
                    ("SCRIPT", step => step.Script),
                    ("NEEDS", step => string.Join(", ", step.Needs)),
                    ("MATRIX", step => step.Matrix),
                    ("RETRIES", step => step.Retries));
            }

            call.Out.Line("");
            call.Out.Line(JsonSerializer.Serialize(workflow.Specification, CliJson.Indented));
        });
    });

    private static Command Run()
    {
        var input = new Option<string?>("--input") { Description = "What the script reads as its input", HelpName = "JSON|@FILE" };
        var backupOf = new Option<string?>("--backup-of") { Description = "Start the backup of this failed run instead", HelpName = "RUN" };
        var wait = new Option<bool>("--wait") { Description = "Show the log, wait for the end, and fail when the run fails" };
        return new Command("run", "Start a run by hand") { Name, input, backupOf, wait }.Does(async (call, cancellationToken) =>
        {
            var request = new StartRunRequest(ReadInput(call.Get(input)), call.Get(backupOf));
            var run = await call.Api.PostAsync<RunDetail>($"workflows/{Uri.EscapeDataString(call.Get(Name))}/runs", request, cancellationToken);
            if (!call.Get(wait))
            {
                call.Out.Result(run, _ => call.Out.Line(run.Summary.Id));
                return ExitCodes.Done;
            }

            run = await RunWatch.UntilEndAsync(call, run.Summary.Id, cancellationToken);
            call.Out.Result(run, _ =>
            {
                RunWatch.Print(call.Out, run);
                RunSteps.Print(call.Out, run);
            });
            return run.Summary.State == "succeeded" ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    /// <summary>JSON on the command line, or in a file after <c>@</c>.</summary>
    public static JsonElement? ReadInput(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text.StartsWith('@') ? File.ReadAllText(text[1..]) : text);
        }
        catch (JsonException e)
        {
            throw new CliError(ExitCodes.Invalid, $"--input is not JSON: {e.Message}", "Quote it for the shell: --input '{\"day\": \"2027-01-31\"}', or name a file: --input @day.json.");
        }
        catch (IOException e)
        {
            throw new CliError(ExitCodes.Invalid, $"--input cannot be read: {e.Message}");
        }
    }
}
