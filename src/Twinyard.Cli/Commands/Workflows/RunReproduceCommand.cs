using System.CommandLine;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard run reproduce ID</c></summary>
internal static class RunReproduceCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends with 0 where everything is identical, 1 where something differs, 2 where it could not be executed again.</summary>
    public static Command Build(Argument<string> id) => new Command("reproduce", "Run it again on the same inputs, without effect, and compare its outputs") { id }.Does(async (call, cancellationToken) =>
    {
        var run = Uri.EscapeDataString(call.Get(id));
        RunReproduction started;
        try
        {
            started = await call.Api.PostAsync<RunReproduction>($"runs/{run}/reproduction", null, cancellationToken);
        }
        catch (CliError e) when (e.ExitCode is ExitCodes.NotFound or ExitCodes.Failed)
        {
            throw new CliError(ExitCodes.Invalid, e.Message, e.Remedy);
        }

        call.Out.Note($"Run {started.RunId} is executed again; what it prints follows, and nothing of its outputs is applied.");
        var ended = await UntilEndAsync(call, run, cancellationToken);
        call.Out.Result(ended, _ => Print(call.Out, ended));
        return ended.State != "compared" ? ExitCodes.Invalid : ended.IsIdentical ? ExitCodes.Done : ExitCodes.Failed;
    });

    private static async Task<RunReproduction> UntilEndAsync(CliCall call, string run, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in call.Api.StreamAsync<LogLine>($"runs/{run}/reproduction/logs", cancellationToken))
            {
                call.Out.Note(line.Text);
            }

            // The log ends just before the comparison is done.
            while (true)
            {
                var now = await call.Api.GetAsync<RunReproduction>($"runs/{run}/reproduction", cancellationToken);
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
            await call.Api.PostAsync($"runs/{run}/reproduction/cancel", null, CancellationToken.None);
            throw;
        }
    }

    private static void Print(CliOutput output, RunReproduction ended)
    {
        Table(output, "READ", ended.Inputs);
        Table(output, "LEFT", ended.Outputs);
        foreach (var note in ended.Notes)
        {
            output.Note(note);
        }

        output.Note(ended.State != "compared" ? $"It could not be reproduced. {ended.Error}"
            : ended.Outputs.Count == 0 ? "Identical: it left nothing, and leaves nothing now."
            : ended.IsIdentical ? "Identical: every output is what it was."
            : $"Different: {ended.Outputs.Count(item => item.Verdict != ReproducedItem.Identical)} of {ended.Outputs.Count} outputs are not what they were.");
    }

    private static void Table(CliOutput output, string what, IReadOnlyList<ReproducedItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        output.Table(items, "", (what, item => $"{item.Kind} {item.Name}".TrimEnd()), ("VERDICT", item => item.Verdict), ("DIFFERENCE", item => item.Difference));
        output.Line("");
    }
}
