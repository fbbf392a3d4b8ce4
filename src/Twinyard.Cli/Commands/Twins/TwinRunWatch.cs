using Twinyard.Contracts.Twins;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Twins;

/// <summary>Follows a run of the development twin to its end.</summary>
internal static class TwinRunWatch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<DevelopmentRunSummary> StartAsync(CliCall call, DevelopmentRunRequest request, CancellationToken cancellationToken)
    {
        var run = await call.Api.PostAsync<DevelopmentRunSummary>("twins/runs", request, cancellationToken);
        if (run.Workflow is { } workflow)
        {
            call.Out.Note($"As the workflow {workflow}: {string.Join("; ", run.Settings)}.");
        }

        return run;
    }

    /// <summary>What the script prints goes where it printed it; with <c>--json</c> all of it to stderr.</summary>
    public static async Task<DevelopmentRunSummary> UntilEndAsync(CliCall call, DevelopmentRunSummary run, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in call.Api.StreamAsync<LogLine>($"logs/{run.LogStream}?follow=true", cancellationToken))
            {
                if (line.Source == "stdout" && !call.Out.IsJson)
                {
                    call.Out.Line(line.Text);
                }
                else
                {
                    call.Out.Note(line.Text);
                }
            }

            // The log ends just before the run's record does.
            while (true)
            {
                var now = await call.Api.GetAsync<DevelopmentRunSummary>($"twins/runs/{run.Id}", cancellationToken);
                if (now.EndedAt is not null)
                {
                    return now;
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends what it was waiting for.
            await call.Api.PostAsync($"twins/runs/{run.Id}/cancel", null, CancellationToken.None);
            throw;
        }
    }

    /// <returns>The exit code.</returns>
    public static int Print(CliCall call, DevelopmentRunSummary run)
    {
        call.Out.Result(run, _ =>
        {
            foreach (var output in run.Outputs)
            {
                call.Out.Note($"output {output.Path} ({output.Size:N0} bytes), not applied");
            }

            call.Out.Note(run.State == "succeeded" ? $"Succeeded in {(run.EndedAt - run.StartedAt)?.TotalSeconds:0.0} s." : $"{run.State}: {run.Error}");
        });
        return run.State == "succeeded" ? ExitCodes.Done : ExitCodes.Failed;
    }
}
