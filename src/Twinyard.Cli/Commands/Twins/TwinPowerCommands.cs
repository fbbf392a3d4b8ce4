using System.CommandLine;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Twins;

/// <summary>Named twins on and off: <c>twinyard twin start NAME</c> and <c>twinyard twin stop NAME</c>; without a name, the caller's own Jupyter server.</summary>
internal static class TwinPowerCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly Argument<string?> Name = new("name") { Description = "A twin of the server's configuration (default: your own Jupyter server)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Start() => new Command("start", "Start a twin, or a Jupyter server over your workspace, as you; it stops when it is idle") { Name }.Does(async (call, cancellationToken) =>
    {
        if (call.Parsed.GetValue(Name) is not { } name)
        {
            await WorkspaceCommands.StartAsync(call, cancellationToken);
            return ExitCodes.Done;
        }

        await call.Api.PostAsync<TwinPowerSummary>($"{Path(name)}/start", null, cancellationToken);
        return await FollowAsync(call, name, "running", cancellationToken);
    });

    public static Command Stop()
    {
        var force = new Option<bool>("--force") { Description = "Also while scripts use it; they fail" };
        var hold = new Option<bool>("--hold") { Description = "Runs do not start it again; they wait until you do" };
        return new Command("stop", "Stop a twin, or your Jupyter server and its kernels; the workspace stays") { Name, force, hold }.Does(async (call, cancellationToken) =>
        {
            if (call.Parsed.GetValue(Name) is not { } name)
            {
                await WorkspaceCommands.StopAsync(call, cancellationToken);
                return ExitCodes.Done;
            }

            await call.Api.PostAsync<TwinPowerSummary>($"{Path(name)}/stop", new StopTwinRequest(call.Get(force), call.Get(hold)), cancellationToken);
            return await FollowAsync(call, name, "stopped", cancellationToken);
        });
    }

    /// <summary>The twins that are switched, as <c>twin status</c> shows them.</summary>
    public static async Task<IReadOnlyList<TwinSummary>> SwitchedAsync(CliCall call, CancellationToken cancellationToken) =>
        [.. (await call.Api.GetAsync<Page<TwinSummary>>("twins", cancellationToken)).Items.Where(twin => twin.Power is not null)];

    public static void Print(CliCall call, IReadOnlyList<TwinSummary> twins) => call.Out.Table(
        twins,
        "",
        ("TWIN", twin => twin.Name),
        ("STATE", twin => twin.Power is { IsHeld: true } held ? $"{held.State}, held" : twin.Power?.State),
        ("SINCE", twin => twin.Power?.Since),
        ("BY", twin => twin.Power?.By),
        ("USES", twin => twin.Power?.Uses),
        ("WHY", twin => twin.Power?.Reason));

    /// <summary>Shows each state until the change has ended. It goes on on the server when this is ended.</summary>
    private static async Task<int> FollowAsync(CliCall call, string name, string wanted, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            var power = await call.Api.GetAsync<TwinPowerSummary>(Path(name), cancellationToken);
            if (power.State != told)
            {
                call.Out.Note($"The twin {name} is {told = power.State}{(power.State == "failed" ? $": {power.Reason}" : ".")}");
            }

            if (power.State is not ("starting" or "stopping"))
            {
                call.Out.Result(power, _ => { });
                return power.State == wanted ? ExitCodes.Done : ExitCodes.Failed;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private static string Path(string name) => $"twins/named/{Uri.EscapeDataString(name)}/power";
}
