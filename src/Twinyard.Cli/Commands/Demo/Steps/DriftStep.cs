using Twinyard.Cli.Output;
using Twinyard.Contracts.Fleet;
using Twinyard.Contracts.Models;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class DriftStep : IDemoStep
{
    private const int Devices = 12;

    public string Title => "Engines of a second kind arrive: drift, retraining, comparison, staged rollout";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await DemoData.UploadAsync(demo, demo.SecondKind, cancellationToken);
        await DemoFleet.ArriveAsync(demo, demo.SecondKind, Devices, cancellationToken);
        await DriftAsync(demo, cancellationToken);
        await RetrainAsync(demo, cancellationToken);
        await CompareAsync(demo, cancellationToken);
        await RollOutAsync(demo, cancellationToken);
    }

    private static async Task DriftAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        demo.Tell.Command("twinyard model drift rul");
        var report = await demo.Tell.WaitForAsync(
            "Drift detection",
            TimeSpan.FromSeconds(60),
            async () =>
            {
                var drift = await demo.Owner.GetAsync<DriftOverview>("models/rul/drift", cancellationToken);
                var group = drift.Groups.FirstOrDefault(g => g.Group == demo.SecondKind.Name);
                return (group is { State: "drifted" } ? group : null, group is null ? "no rows yet" : $"{group.State}, {group.Rows} rows");
            },
            cancellationToken);
        demo.Tell.Good($"Drift in group {report.Group}: {report.Reason}");
        foreach (var column in report.Columns.Where(column => column.Exceeds).Take(3))
        {
            demo.Tell.Say($"{column.Name,-10} PSI {column.Psi:0.00} (threshold {report.PsiThreshold:0.00})   KS {column.Ks:0.00} (threshold {report.KsThreshold:0.00})");
        }
    }

    private static async Task RetrainAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var retrain = await demo.Tell.WaitForAsync(
            "The event drift.detected starts retraining",
            TimeSpan.FromSeconds(30),
            async () =>
            {
                var runs = await DemoRuns.ListAsync(demo.Owner, "retrain", cancellationToken);
                return (runs.Items.FirstOrDefault(run => run.Trigger == "event" && run.QueuedAt > demo.DecisionsSince), "no run yet");
            },
            cancellationToken);
        await DemoRuns.SucceedAsync(demo, retrain.Id, "Retraining on both kinds", TimeSpan.FromSeconds(120), cancellationToken);
        var model = await demo.Owner.GetAsync<ModelDetail>("models/rul", cancellationToken);
        var version = model.Versions.FirstOrDefault(v => v.Run == retrain.Id)
            ?? throw new CliError(ExitCodes.Failed, $"Run {retrain.Id} registered no version of rul.");
        demo.SecondVersion = version.Version;
        demo.Tell.Good($"The event started run {retrain.Id}, which trained and registered rul v{version.Version}.");
    }

    private static async Task CompareAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        demo.Tell.Command("twinyard model evaluations rul");
        var evaluations = (await demo.Owner.GetAsync<Page<EvaluationEntry>>("models/rul/evaluations?limit=200", cancellationToken)).Items;
        foreach (var kind in new[] { demo.FirstKind, demo.SecondKind })
        {
            var champion = Newest(evaluations, demo.FirstVersion, kind);
            var candidate = Newest(evaluations, demo.SecondVersion, kind);
            demo.Tell.Good($"{kind.Name}: RMSE v{champion.Version} {CliOutput.Show(champion.Metrics["rmse"])} → v{candidate.Version} {CliOutput.Show(candidate.Metrics["rmse"])}");
        }
    }

    private static EvaluationEntry Newest(IReadOnlyList<EvaluationEntry> evaluations, int version, DemoKind kind) =>
        evaluations.Where(e => e.Version == version && e.Dataset.Contains(kind.Name, StringComparison.Ordinal)).MaxBy(e => e.At)
        ?? throw new CliError(ExitCodes.Failed, $"rul v{version} was not evaluated on {kind.Name}.");

    private static async Task RollOutAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        demo.Tell.Command($"twinyard rollout create rul {demo.SecondVersion} --stages 10,100 --gate rmse:0.05");
        var created = await DemoFleet.StartRolloutAsync(demo, demo.SecondVersion, [10, 100], new RolloutGate("rmse", 0.05), cancellationToken);
        var rollout = await DemoFleet.RolledOutAsync(demo, created, cancellationToken);
        foreach (var stage in rollout.Stages)
        {
            demo.Tell.Good($"Stage {stage.Number}, {stage.Percent} %: {stage.Succeeded} of {stage.Devices} devices run v{demo.SecondVersion}. Gate: {stage.GateReason}");
        }

        var model = await demo.Owner.GetAsync<ModelDetail>("models/rul", cancellationToken);
        if (model.Aliases.GetValueOrDefault("champion") != demo.SecondVersion)
        {
            throw new CliError(ExitCodes.Failed, $"After the rollout the champion is v{model.Aliases.GetValueOrDefault("champion")}, not v{demo.SecondVersion}.");
        }

        demo.Tell.Good($"rul v{demo.SecondVersion} is the champion.");
    }
}
