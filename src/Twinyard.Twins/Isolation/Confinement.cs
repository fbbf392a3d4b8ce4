using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Isolation;

/// <summary>Puts a run's program into its sandbox and under its limits, as far as the machine and the configuration let.</summary>
internal sealed class Confinement(IsolationProbe probe, EgressGates gates, HomeDirectory home, IOptions<TwinsOptions> options, IOptions<SecretsOptions> secrets, TimeProvider time)
{
    // The kernel ends a process that goes on beyond its processor time at once; the watch says why, so it is given the time to.
    private static readonly TimeSpan WatchFirst = TimeSpan.FromSeconds(2);

    private const int ThreadsAProcess = 64;

    // Beside those there is the relay where the network is its own.
    private const int SandboxProcesses = 2;

    /// <summary>For a run: it writes its own folders, its outputs and its cache of compiled scripts, and reaches what its list has.</summary>
    /// <param name="tell">Writes a line into the run's log.</param>
    /// <returns>An error where it has to be confined and cannot be.</returns>
    public async Task<Result<Confined>> ConfineAsync(
        ChildCommand command, TwinRun run, RunFolder folder, IReadOnlyList<string> alsoWritable, Func<string, ValueTask> tell, CancellationToken cancellationToken)
    {
        string[] own = run.Workspace is { } workspace ? [workspace] : [];
        string[] readable = [.. folder.Layers.Select(layer => layer.Folder), .. run.FailedRunLog is { } log ? [log] : Array.Empty<string>()];
        string[] writable = [folder.Root, run.OutputFolder, Directory.CreateDirectory(ScriptEnvironment.Cache(run, folder, home)).FullName, .. own, .. alsoWritable];
        if (gates.ListOf(run) is not { } list)
        {
            return await ConfineAsync(command, run.Limits, readable, writable, null, cancellationToken);
        }

        var report = await probe.ReportAsync(cancellationToken);
        if (!report.LimitsEgress)
        {
            if (report.Mode == IsolationMode.Required)
            {
                return Missing("What a run reaches must be limited to its list, and this machine cannot do it.", report);
            }

            if (run.Egress is not null)
            {
                await tell("What this run may reach (egress) is not enforced here: `twinyard twin isolation` says why.");
            }

            return await ConfineAsync(command, run.Limits, readable, writable, null, cancellationToken);
        }

        var gate = gates.Open(list, run, tell);
        if (!gate.IsOk)
        {
            return gate.Error;
        }

        var confined = await ConfineAsync(command, run.Limits, readable, writable, gate.Value, cancellationToken);
        if (!confined.IsOk)
        {
            await gate.Value.DisposeAsync();
        }

        return confined;
    }

    /// <summary>Whether the run gets a network of its own, whose loopback this server does not reach.</summary>
    public async Task<bool> HasOwnNetworkAsync(TwinRun run, CancellationToken cancellationToken) => gates.ListOf(run) is not null && (await probe.ReportAsync(cancellationToken)).LimitsEgress;

    /// <param name="readable">What it may read of the environment's data.</param>
    /// <param name="writable">What it may write.</param>
    /// <param name="gate">The way out of a network of its own; null for the machine's.</param>
    /// <returns>An error where a sandbox is required and cannot be made.</returns>
    public async Task<Result<Confined>> ConfineAsync(
        ChildCommand command, RunLimits limits, IReadOnlyList<string> readable, IReadOnlyList<string> writable, EgressGate? gate, CancellationToken cancellationToken)
    {
        var report = await probe.ReportAsync(cancellationToken);
        if (report is { Mode: IsolationMode.Required, RunsInSandbox: false })
        {
            return Missing("Runs must be isolated, and this machine cannot do it.", report);
        }

        var inner = Limited(command, limits, report.RunsInSandbox);
        if (report is { RunsInSandbox: true, Sandbox: { } sandbox })
        {
            string[] relay = gate is not null && probe.Relay is { } perl ? [perl, .. EgressRelay.Arguments(gate.Plan.Listeners)] : [];
            inner = command with { FileName = sandbox, Arguments = [.. Arguments(readable, writable, gate, command.WorkingDirectory), .. relay, inner.FileName, .. inner.Arguments] };
        }

        if (gate is not null)
        {
            inner = inner with { Environment = gates.WithProxy(inner.Environment) };
        }

        var watched = report.RunsInSandbox ? limits with { Processes = limits.Processes + (gate is null ? SandboxProcesses : SandboxProcesses + 1) } : limits;
        var child = inner with
        {
            Watch = limits is { Memory: null, Cpu: null, Processes: null } ? null : (process, ended) => LimitWatch.PassedAsync(watched, () => ProcessTree.Read(process), time, ended),
        };
        return new Confined(child, gate);
    }

    private static FailedError Missing(string what, IsolationReport report) =>
        new("isolation-missing", $"{what} {string.Join(' ', report.Missing)}", $"Mend that, or set {TwinsOptions.Section}:isolation to auto.");

    private ChildCommand Limited(ChildCommand command, RunLimits limits, bool inSandbox)
    {
        var arguments = new List<string> { "--core=0" };
        if (limits.Memory is { } memory)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--data={memory}"));
        }

        if (limits.Cpu is { } cpu)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Ceiling((cpu + WatchFirst).TotalSeconds)}"));
        }

        // Elsewhere the kernel would count all of the user's. It counts threads, so this is only what ends an avalanche between two looks.
        if (inSandbox && limits.Processes is { } processes)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--nproc={(ThreadsAProcess * processes) + ThreadsAProcess}"));
        }

        if (limits.FileSize is { } size)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--fsize={size}"));
        }

        return arguments.Count == 1 || probe.Prlimit is not { } prlimit
            ? command
            : command with { FileName = prlimit, Arguments = [.. arguments, "--", command.FileName, .. command.Arguments] };
    }

    private IReadOnlyList<string> Arguments(IReadOnlyList<string> readable, IReadOnlyList<string> writable, EgressGate? gate, string workingDirectory)
    {
        string[] programs = Path.GetDirectoryName(options.Value.ScriptHost) is { } host ? [options.Value.PythonSdk, host] : [options.Value.PythonSdk];
        string[] sockets = gate is null ? [] : [gate.Folder];
        string[] keys = secrets.Value.FileOutside(home) is { } file ? [file] : [];
        string[] hosts = gate?.Plan.Hosts is null ? [] : ["--ro-bind", EgressGates.HostsFile(gate.Folder), "/etc/hosts"];
        return
        [
            .. Sandbox.Arguments(home.Places, keys, [.. programs, .. readable, .. sockets], [.. writable, .. options.Value.Writable]),
            .. gate is null ? [] : EgressRelay.Network,
            .. hosts,
            "--chdir", workingDirectory, "--",
        ];
    }
}
