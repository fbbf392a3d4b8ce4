using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Isolation;

/// <summary>Puts a run's program into its sandbox and under its limits, as far as the machine and the configuration let.</summary>
internal sealed class Confinement(IsolationProbe probe, HomeDirectory home, IOptions<TwinsOptions> options, TimeProvider time)
{
    // The kernel ends a process that goes on beyond its processor time at once; the watch says why, so it is given the time to.
    private static readonly TimeSpan WatchFirst = TimeSpan.FromSeconds(2);

    private const int ThreadsAProcess = 64;

    /// <summary>For a run: it writes its own folders, its outputs and its cache of compiled scripts.</summary>
    /// <returns>An error where a sandbox is required and cannot be made.</returns>
    public Task<Result<ChildCommand>> ConfineAsync(ChildCommand command, TwinRun run, RunFolder folder, CancellationToken cancellationToken)
    {
        string[] own = run.Workspace is { } workspace ? [workspace] : [];
        string[] readable = run.FailedRunLog is { } log ? [log] : [];
        return ConfineAsync(command, run.Limits, readable, [folder.Root, run.OutputFolder, Directory.CreateDirectory(ScriptEnvironment.Cache(run, folder, home)).FullName, .. own], cancellationToken);
    }

    /// <param name="readable">What it may read of the environment's data.</param>
    /// <param name="writable">What it may write.</param>
    /// <returns>An error where a sandbox is required and cannot be made.</returns>
    public async Task<Result<ChildCommand>> ConfineAsync(
        ChildCommand command, RunLimits limits, IReadOnlyList<string> readable, IReadOnlyList<string> writable, CancellationToken cancellationToken)
    {
        var report = await probe.ReportAsync(cancellationToken);
        if (report is { Mode: IsolationMode.Required, RunsInSandbox: false })
        {
            return new FailedError("isolation-missing", $"Runs must be isolated, and this machine cannot do it. {string.Join(' ', report.Missing)}", $"Mend that, or set {TwinsOptions.Section}:isolation to auto.");
        }

        var inner = Limited(command, limits, report.RunsInSandbox);
        if (report is { RunsInSandbox: true, Sandbox: { } sandbox })
        {
            inner = command with { FileName = sandbox, Arguments = [.. Arguments(readable, writable, command.WorkingDirectory), inner.FileName, .. inner.Arguments] };
        }

        return inner with
        {
            Watch = limits is { Memory: null, Cpu: null, Processes: null }
                ? null
                : (process, ended) => LimitWatch.PassedAsync(Seen(limits, report.RunsInSandbox), () => ProcessTree.Read(process), time, ended),
        };
    }

    // The sandbox has two processes of its own.
    private static RunLimits Seen(RunLimits limits, bool inSandbox) => inSandbox ? limits with { Processes = limits.Processes + 2 } : limits;

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

    private IReadOnlyList<string> Arguments(IReadOnlyList<string> readable, IReadOnlyList<string> writable, string workingDirectory)
    {
        string[] programs = Path.GetDirectoryName(options.Value.ScriptHost) is { } host ? [options.Value.PythonSdk, host] : [options.Value.PythonSdk];
        return Sandbox.Arguments([home.Root], [.. programs, .. readable], [.. writable, .. options.Value.Writable], workingDirectory);
    }
}
