using System.Net;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Processes;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Isolation;

/// <summary>Finds out, once, what this machine has to keep runs apart: by starting a sandbox, not by looking for one.</summary>
internal sealed class IsolationProbe(IOptions<TwinsOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(20);

    private readonly ProgramSearch _programs = new(SearchPath);
    private readonly Lazy<string?> _prlimit = new(() => new ProgramSearch(SearchPath).Find("prlimit"));
    private readonly Lazy<string?> _relay = new(() => new ProgramSearch($"/usr/bin:{SearchPath}").Find(EgressRelay.Program));
    private readonly SemaphoreSlim _one = new(1, 1);
    private IsolationReport? _report;

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";

    public async Task<IsolationReport> ReportAsync(CancellationToken cancellationToken)
    {
        if (_report is { } known)
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return _report ??= await ProbeAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Where <c>prlimit</c> of util-linux is; null where it is not.</summary>
    public string? Prlimit => _prlimit.Value;

    /// <summary>Where the program is that listens in a sandbox; null where it is not.</summary>
    public string? Relay => _relay.Value;

    public void Dispose() => _one.Dispose();

    private async Task<IsolationReport> ProbeAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        if (Prlimit is null)
        {
            missing.Add("Limits of file sizes, and at once of memory and processes: prlimit is not installed. Install util-linux.");
        }

        if (Environment.UserName == "root")
        {
            missing.Add("A limit of processes that holds at once: the kernel sets root none, so that more are ended a moment later. Run the server as a user of its own.");
        }

        var sandbox = await SandboxAsync(missing, cancellationToken);
        var isUsed = sandbox is not null && options.Value.Isolation != IsolationMode.Off;
        var keepsEgress = isUsed && await LimitsEgressAsync(sandbox ?? "", missing, cancellationToken);
        return new IsolationReport(options.Value.Isolation, sandbox, isUsed, keepsEgress, missing);
    }

    private async Task<string?> SandboxAsync(List<string> missing, CancellationToken cancellationToken)
    {
        const string What = "Mounts and processes of a run's own: ";
        if (_programs.Find("bwrap") is not { } program)
        {
            missing.Add($"{What}bwrap is not installed. Install bubblewrap.");
            return null;
        }

        var failure = await TryAsync([program, .. Sandbox.Namespaces, .. Sandbox.Machine, "--", "/bin/true"], cancellationToken);
        if (failure is null)
        {
            return program;
        }

        missing.Add($"{What}bwrap does not work here ({failure}). Allow unprivileged user namespaces.");
        return null;
    }

    private async Task<bool> LimitsEgressAsync(string sandbox, List<string> missing, CancellationToken cancellationToken)
    {
        const string What = "What a run may reach over the network, which is not limited: ";
        if (Relay is not { } relay)
        {
            missing.Add($"{What}{EgressRelay.Program} is not installed. Install perl.");
            return false;
        }

        var listener = new EgressListener(IPAddress.Loopback, 80, "/nowhere", null);
        var failure = await TryAsync([sandbox, .. Sandbox.Namespaces, .. Sandbox.Machine, .. EgressRelay.Network, "--", relay, .. EgressRelay.Arguments([listener]), "/bin/true"], cancellationToken);
        if (failure is not null)
        {
            missing.Add($"{What}a network namespace cannot be made here ({failure}). Allow unprivileged user namespaces to make one.");
        }

        return failure is null;
    }

    /// <returns>Null where it ended well, else what it said last.</returns>
    private async Task<string?> TryAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        var outcome = await ChildProcess.RunAsync(
            new ChildCommand { FileName = command[0], Arguments = [.. command.Skip(1)], WorkingDirectory = "/", Timeout = LongestProbe },
            (_, line) =>
            {
                said.Add(line);
                return ValueTask.CompletedTask;
            },
            time,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome is ChildExited { ExitCode: 0 } ? null : said.Count > 0 ? said[^1] : outcome.ToString();
    }
}
