using System.CommandLine;
using Twinyard.Cli.Api;
using Twinyard.Cli.Commands.Demo.Steps;
using Twinyard.Cli.Commands.Server;
using Twinyard.Host;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>The whole loop on real components, told as a story.</summary>
internal static class DemoCommand
{
    private static readonly IReadOnlyList<IDemoStep> Steps =
    [
        new EnvironmentStep(),
        new DeployStep(),
        new TrainStep(),
        new DevicesStep(),
        new EvaluateStep(),
        new FailureStep(),
        new DriftStep(),
        new SummaryStep(),
    ];

    public static Command Build()
    {
        var exit = new Option<bool>("--exit") { Description = "End after the last step instead of leaving the server and console running" };
        var fresh = new Option<bool>("--fresh") { Description = "Start from an empty data directory: what is in it is deleted" };
        var data = new Option<string?>("--data") { Description = "Folder with NASA's C-MAPSS files (train_FD001.txt …, plain or .gz) instead of the built-in simulator", HelpName = "DIR" };
        return new Command("demo", "Run the example end to end: repository, training, devices, evaluation, failure, drift, rollout") { exit, fresh, data, UpCommand.Urls }
            .Does((call, cancellationToken) => RunAsync(call, call.Get(data), call.Get(fresh), call.Get(exit), cancellationToken));
    }

    private static async Task<int> RunAsync(CliCall call, string? data, bool fresh, bool exit, CancellationToken cancellationToken)
    {
        if (data is not null && !Directory.Exists(data))
        {
            throw new CliError(ExitCodes.Invalid, $"There is no folder {data}.", "Name the folder that holds train_FD001.txt, test_FD001.txt, RUL_FD001.txt and the same for FD003.");
        }

        if (fresh)
        {
            DemoHome.Empty(call.Home);
        }

        // The story shows failures and drift on purpose; warnings about them would stand between its lines.
        await using var server = await UpCommand.StartAsync(call, "Error", cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(server.Home, "demo")).FullName;
        var tell = new DemoTeller(call.Out.Stdout, live: !Console.IsOutputRedirected, TimeProvider.System);
        await using var demo = new DemoContext
        {
            Server = server,
            Tell = tell,
            Folder = folder,
            CmapssFolder = data is null ? null : Path.GetFullPath(data),
            DeviceLog = new DemoDeviceLog(Path.Combine(folder, "devices.log")),
            Owner = new ApiClient(server.LocalUrl, Credential.Read(Path.Combine(server.Home, Credential.FileName)).Token),
        };

        for (var i = 0; i < Steps.Count; i++)
        {
            tell.Chapter(i + 1, Steps.Count, Steps[i].Title);
            try
            {
                await Steps[i].RunAsync(demo, cancellationToken);
            }
            catch (CliError e)
            {
                call.Out.Error($"Step {i + 1} ({Steps[i].Title}) failed: {e.Message}", e.Remedy);
                return ExitCodes.Failed;
            }
        }

        tell.Say("");
        tell.Good($"All {Steps.Count} steps succeeded in {tell.Elapsed.TotalSeconds:0} s.");
        if (!exit)
        {
            var link = await UpCommand.SignInLinkAsync(server, cancellationToken);
            tell.Say($"The server and the console run on: {link}");
            tell.Say("Ctrl-C ends them.");
            await UpCommand.UntilCancelledAsync(cancellationToken);
        }

        return ExitCodes.Done;
    }
}
