using System.CommandLine;
using System.Globalization;
using Twinyard.Cli.Commands.Models;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Fleet;

/// <summary><c>twinyard rollout …</c>: model versions onto the fleet, stage by stage.</summary>
internal static class RolloutCommands
{
    public static Command Build() => new("rollout", "Model versions onto the fleet, stage by stage") { Create(), List(), Show(), Cancel() };

    private static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's name" };
        var version = ModelVersion.Argument();
        var stages = new Option<string>("--stages") { Description = "Rising percentages, the last 100 (default: 10,100)", HelpName = "PERCENTS", DefaultValueFactory = _ => "10,100" };
        var gate = new Option<string?>("--gate") { Description = "Asked before every stage, such as rmse:0.05: the metric may be worse than the champion's by 5 %", HelpName = "METRIC:TOLERANCE" };
        var tags = new Option<string[]>("--tag") { Description = "Only devices with this tag; may be given again", HelpName = "KEY=VALUE" };
        var wait = new Option<bool>("--wait") { Description = "Wait for its end; the exit code is 1 when it was halted" };
        return new Command("create", "Start a rollout") { model, version, stages, gate, tags, wait }.Does(async (call, cancellationToken) =>
        {
            var request = new CreateRolloutRequest(
                call.Get(model),
                call.Get(version).ToString(CultureInfo.InvariantCulture),
                [.. (call.Get(stages) ?? "").Split(',', StringSplitOptions.TrimEntries).Select(text => new RolloutStageRequest(ParsePercent(text)))],
                ParseGate(call.Get(gate)),
                FleetCommands.ParseTags(call.Get(tags) ?? []));
            var rollout = await call.Api.PostAsync<RolloutDetail>("fleet/rollouts", request, cancellationToken);
            if (call.Get(wait))
            {
                rollout = await WaitAsync(call, rollout, cancellationToken);
            }

            call.Out.Result(rollout, value => Print(call, value));
            return rollout.Rollout.State == "halted" ? ExitCodes.Failed : ExitCodes.Done;
        });
    }

    private static Command List() => new Command("list", "List rollouts, newest first").Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<RolloutSummary>>("fleet/rollouts", cancellationToken);
        call.Out.Result(page, value => call.Out.Table(
            value.Items,
            "No rollouts yet: start one with `twinyard rollout create MODEL VERSION`.",
            ("ROLLOUT", rollout => rollout.Id),
            ("MODEL", rollout => $"{rollout.Model}@{rollout.Version}"),
            ("STATE", rollout => rollout.State),
            ("STAGE", rollout => $"{rollout.Stage}/{rollout.Stages}"),
            ("STARTED", rollout => rollout.CreatedAt),
            ("REASON", rollout => rollout.Reason)));
    });

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "The rollout's id, as in `twinyard rollout list`" };
        return new Command("show", "Show a rollout's stages and devices") { id }.Does(async (call, cancellationToken) =>
            call.Out.Result(await call.Api.GetAsync<RolloutDetail>($"fleet/rollouts/{Uri.EscapeDataString(call.Get(id))}", cancellationToken), value => Print(call, value)));
    }

    private static Command Cancel()
    {
        var id = new Argument<string>("id") { Description = "The rollout's id, as in `twinyard rollout list`" };
        return new Command("cancel", "Stop a rollout where it is; devices keep what they have") { id }.Does(async (call, cancellationToken) =>
            call.Out.Result(await call.Api.PostAsync<RolloutDetail>($"fleet/rollouts/{Uri.EscapeDataString(call.Get(id))}/cancel", null, cancellationToken), value => Print(call, value)));
    }

    private static async Task<RolloutDetail> WaitAsync(CliCall call, RolloutDetail rollout, CancellationToken cancellationToken)
    {
        var told = "";
        while (rollout.Rollout.State is "pending" or "running")
        {
            if (rollout.Rollout.Reason != told)
            {
                told = rollout.Rollout.Reason;
                call.Out.Note(told);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
            rollout = await call.Api.GetAsync<RolloutDetail>($"fleet/rollouts/{rollout.Rollout.Id}", cancellationToken);
        }

        return rollout;
    }

    private static void Print(CliCall call, RolloutDetail detail)
    {
        var rollout = detail.Rollout;
        call.Out.Facts(
            ("Rollout", rollout.Id),
            ("Model", $"{rollout.Model}@{rollout.Version}"),
            ("Before", rollout.PreviousVersion),
            ("State", rollout.State),
            ("Reason", rollout.Reason),
            ("Started", $"{Output.CliOutput.Show(rollout.CreatedAt)} by {rollout.StartedBy}"),
            ("Ended", rollout.EndedAt));
        call.Out.Line("");
        call.Out.Table(
            detail.Stages,
            "",
            ("STAGE", stage => $"{stage.Number} ({stage.Percent} %)"),
            ("DEVICES", stage => stage.StartedAt is null ? "" : stage.Devices),
            ("SUCCEEDED", stage => stage.StartedAt is null ? "" : stage.Succeeded),
            ("FAILED", stage => stage.StartedAt is null ? "" : stage.Failed),
            ("GATE", stage => stage.GateReason));
        foreach (var device in detail.Devices.Where(device => device.Error is not null))
        {
            call.Out.Line($"{device.Device}: {device.Error}");
        }
    }

    private static int ParsePercent(string text) => int.TryParse(text.TrimEnd('%', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
        ? percent
        : throw new CliError(ExitCodes.Invalid, $"'{text}' is no percentage.", "Write --stages 10,50,100.");

    private static RolloutGate? ParseGate(string? text) => text is null
        ? null
        : text.Split(':') is [{ Length: > 0 } metric, var tolerance] && double.TryParse(tolerance, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new RolloutGate(metric, number)
            : throw new CliError(ExitCodes.Invalid, $"'{text}' is no gate.", "Write --gate rmse:0.05.");
}
