using System.CommandLine;
using Twinyard.Cli.Commands.Workflows;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Twins;

/// <summary><c>twinyard twin …</c></summary>
internal static class TwinCommands
{
    public static readonly Option<bool> NoManifest = new("--no-manifest") { Description = "Without what the manifest of its workflow says" };

    public static Command Build() => new("twin", "The development twin: scripts and notebooks as a workflow would run them, before they are one")
    {
        List(),
        Isolation(),
        Exec(),
        NotebookCommands.Build(),
        TwinPowerCommands.Start(),
        TwinPowerCommands.Stop(),
        Status(),
        Cancel(),
    };

    private static Command List() => new Command("list", "The twins that the server's configuration names").Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<TwinSummary>>("twins", cancellationToken);
        call.Out.Result(page, twins => call.Out.Table(
            twins.Items, "", ("NAME", twin => twin.Name), ("KIND", twin => twin.Kind), ("ADDRESS", twin => twin.Address), ("DEFAULT", twin => twin.IsDefault ? "yes" : null), ("STATE", twin => twin.Power?.State)));
    });

    private static Command Isolation() => new Command("isolation", "How runs of the server's own machine are kept apart, and what is missing for it").Does(async (call, cancellationToken) =>
    {
        var isolation = await call.Api.GetAsync<TwinIsolation>("twins/isolation", cancellationToken);
        call.Out.Result(isolation, found =>
        {
            call.Out.Facts(
                ("mode", found.Mode),
                ("sandbox", found.RunsInSandbox ? $"each run in one of its own, by {found.Sandbox}" : "none"),
                ("egress", !found.LimitsEgress ? "not limited: a run reaches what the machine reaches"
                    : found.Egress == "open" ? "what a workflow lists; what the machine reaches, where it lists nothing"
                    : "this server, and what a workflow lists"));
            foreach (var missing in found.Missing)
            {
                call.Out.Note($"Missing: {missing}");
            }
        });
    });

    private static Command Exec()
    {
        var script = new Argument<string>("file") { Description = "A .py, .csx, .sh or .ipynb file; the files of its git work tree go with it" };
        var input = new Option<string?>("--input") { Description = "What the script reads as its input", HelpName = "JSON|@FILE" };
        var twin = TwinOption();
        var timeout = TimeoutOption();
        var layers = new Option<string[]>("--layer") { Description = "With this layer, before those of its manifest; may be given several times", HelpName = "NAME@VERSION" };
        return new Command("exec", "Run a script in the development twin as its workflow's manifest says, with your role") { script, input, twin, timeout, layers, NoManifest }.Does(async (call, cancellationToken) =>
        {
            var files = await TwinFiles.OfAsync(call.Get(script), cancellationToken);
            var request = new DevelopmentRunRequest(files.Script, files.Files, WorkflowCommands.ReadInput(call.Get(input)), call.Get(twin), call.Get(timeout), Layers: call.Get(layers), IgnoreManifest: call.Get(NoManifest));
            var run = await TwinRunWatch.StartAsync(call, request, cancellationToken);
            return TwinRunWatch.Print(call, await TwinRunWatch.UntilEndAsync(call, run, cancellationToken));
        });
    }

    private static Command Status() => new Command("status", "Twins that are switched on and off, your workspace, and your runs in the development twin with the kernels that are kept for them").Does(async (call, cancellationToken) =>
    {
        var workspace = await call.Api.GetAsync<WorkspaceSummary>("twins/workspace", cancellationToken);
        var page = await call.Api.GetAsync<Page<DevelopmentRunSummary>>("twins/runs", cancellationToken);
        var twins = await TwinPowerCommands.SwitchedAsync(call, cancellationToken);
        if (!call.Out.IsJson)
        {
            if (twins.Count > 0)
            {
                TwinPowerCommands.Print(call, twins);
                call.Out.Line("");
            }

            WorkspaceCommands.Print(call, workspace);
            call.Out.Line("");
        }

        call.Out.Result(new { Twins = twins, Workspace = workspace, Runs = page.Items }, status => call.Out.Table(
            status.Runs,
            "Nothing of yours has run in the development twin since the server started.",
            ("ID", run => run.Id),
            ("SCRIPT", run => run.Script),
            ("TWIN", run => run.Twin),
            ("STATE", run => run.State),
            ("STARTED", run => run.StartedAt),
            ("RESUMABLE UNTIL", run => run.ResumableUntil),
            ("ERROR", run => run.Error)));
    });

    private static Command Cancel()
    {
        var id = new Argument<string>("id") { Description = "The run's id, as in `twinyard twin status`" };
        return new Command("cancel", "End a run of yours") { id }.Does(async (call, cancellationToken) =>
        {
            await call.Api.PostAsync($"twins/runs/{Uri.EscapeDataString(call.Get(id))}/cancel", null, cancellationToken);
            call.Out.Note("It was asked to end.");
        });
    }

    public static Option<string?> TwinOption() => new("--twin") { Description = "On this twin (default: the manifest's, or the server's default)", HelpName = "NAME" };

    public static Option<string?> TimeoutOption() => new("--timeout") { Description = "Then it is ended (default: the manifest's, or 30m)", HelpName = "DURATION" };
}
