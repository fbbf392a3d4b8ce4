using System.CommandLine;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard run resume</c></summary>
internal static class RunResumeCommand
{
    public static Command Build(Argument<string> id)
    {
        var from = new Option<string?>("--from") { Description = "Execute this step anew, with all that need it (default: those that did not succeed)", HelpName = "STEP" };
        var wait = new Option<bool>("--wait") { Description = "Show the log, wait for the end, and fail when the run fails" };
        return new Command("resume", "Go on from the steps of a run that failed, in a run of its own") { id, from, wait }.Does(async (call, cancellationToken) =>
        {
            var run = await call.Api.PostAsync<RunDetail>($"runs/{Uri.EscapeDataString(call.Get(id))}/resume", new ResumeRunRequest(call.Get(from)), cancellationToken);
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
}
