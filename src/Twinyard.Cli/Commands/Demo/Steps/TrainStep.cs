using Twinyard.Contracts.Models;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class TrainStep : IDemoStep
{
    public string Title => "A workflow trains the model and registers it with its lineage";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        await DemoData.PrepareAsync(demo, cancellationToken);
        await DemoData.UploadAsync(demo, demo.FirstKind, cancellationToken);

        demo.Tell.Command($"twinyard workflow run train --input '{{\"kinds\":[\"{demo.FirstKind.Name}\"]}}' --wait");
        var started = await DemoRuns.StartAsync(demo.Alice, "train", new { kinds = new[] { demo.FirstKind.Name } }, cancellationToken);
        var run = await DemoRuns.SucceedAsync(demo, started.Summary.Id, "Training", TimeSpan.FromSeconds(90), cancellationToken);
        await foreach (var line in DemoRuns.LogAsync(demo.Owner, run.Summary.Id, cancellationToken))
        {
            if (line.Source == "stdout")
            {
                demo.Tell.Say(line.Text);
            }
        }

        var model = await demo.Owner.GetAsync<ModelDetail>("models/rul", cancellationToken);
        var version = model.Versions.FirstOrDefault(v => v.Run == run.Summary.Id)
            ?? throw new CliError(ExitCodes.Failed, $"Run {run.Summary.Id} registered no version of rul.");
        demo.FirstVersion = version.Version;
        demo.Tell.Good($"Bundle rul v{demo.FirstVersion} is registered: run {run.Summary.Id}, commit {run.Summary.Commit[..10]}, proposal {run.Proposal}.");
    }
}
