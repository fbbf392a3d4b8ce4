using System.CommandLine;
using Spectre.Console;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard workflow backfill</c></summary>
internal static class BackfillCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly Argument<string> Name = new("name") { Description = "The workflow's name" };
    private static readonly Option<DateTimeOffset?> From = TimeOption.Named("--from", "The first tick may be due then");
    private static readonly Option<DateTimeOffset?> To = TimeOption.Named("--to", "Ticks are due before then (default: now)");
    private static readonly Option<bool> Failed = new("--failed") { Description = "Fill ticks whose run failed too" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Show the gaps and start nothing" };
    private static readonly Option<bool> Yes = new("--yes") { Description = "Fill the gaps, instead of showing them" };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until all are filled, and fail when one of them failed" };
    private static readonly Option<bool> Stop = new("--stop") { Description = "End a filling: ticks that have no run yet are cancelled" };

    public static Command Build() =>
        new Command("backfill", "Fill the gaps of a schedule: one run for each tick that nothing ran for") { Name, From, To, Failed, DryRun, Yes, Wait, Stop }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var path = $"workflows/{Uri.EscapeDataString(call.Get(Name))}/backfill";
        if (call.Get(Stop))
        {
            await call.Api.DeleteAsync(path, cancellationToken);
            call.Out.Note("Nothing more is started.");
            return ExitCodes.Done;
        }

        var from = call.Get(From) ?? throw new CliError(ExitCodes.Invalid, "--from is missing.", "Name the time that the first gap may be due: --from 2027-01-31.");
        var request = new BackfillRequest(from, call.Get(To) ?? TimeProvider.System.GetUtcNow(), call.Get(Failed), DryRun: true);
        if (call.Get(DryRun) || !call.Get(Yes))
        {
            var gaps = await call.Api.PostAsync<BackfillPlan>(path, request, cancellationToken);
            call.Out.Result(gaps, plan => Print(call.Out, plan));
            if (call.Get(DryRun) || gaps.Gaps.Count == 0)
            {
                return ExitCodes.Done;
            }

            call.Out.Note("Nothing was started. Say --yes to fill them.");
            return ExitCodes.Failed;
        }

        var filled = await call.Api.PostAsync<BackfillPlan>(path, request with { DryRun = false }, cancellationToken);
        if (!call.Get(Wait))
        {
            call.Out.Result(filled, plan => Print(call.Out, plan));
            return ExitCodes.Done;
        }

        var progress = await UntilFilledAsync(call, $"{path}?from={request.From.Query()}&to={request.To.Query()}", cancellationToken);
        call.Out.Result(progress, end => call.Out.Facts(("Ran", end.Ran), ("Failed", end.Failed), ("Cancelled", end.Other)));
        return progress is { Failed: 0, Other: 0 } ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Print(CliOutput output, BackfillPlan plan)
    {
        output.Table(
            plan.Gaps,
            $"No gaps: each of the {plan.Ticks} ticks in this window was run for, or is being filled.",
            ("DUE", gap => gap.DueAt),
            ("SCHEDULE", gap => gap.Schedule),
            ("ZONE", gap => gap.Timezone),
            ("BECAUSE", gap => gap.Because));
        if (plan.Gaps.Count > 0)
        {
            output.Note($"{plan.Gaps.Count} of {plan.Ticks} ticks {(plan.DryRun ? "are gaps" : "are being filled")}.");
        }
    }

    private static async Task<BackfillProgress> UntilFilledAsync(CliCall call, string path, CancellationToken cancellationToken)
    {
        var progress = await call.Api.GetAsync<BackfillProgress>(path, cancellationToken);
        await call.Out.Stderr.Progress().AutoClear(false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async bar =>
        {
            var ticks = bar.AddTask("ticks", maxValue: Math.Max(1, progress.Waiting + progress.Ran + progress.Failed + progress.Other));
            while (progress.Waiting > 0)
            {
                ticks.Value = progress.Ran + progress.Failed + progress.Other;
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                progress = await call.Api.GetAsync<BackfillProgress>(path, cancellationToken);
            }

            ticks.Value = ticks.MaxValue;
        });
        return progress;
    }
}
