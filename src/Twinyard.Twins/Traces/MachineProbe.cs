using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Processes;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Traces;

/// <summary>Asks the machine's programs for their versions, each once a process.</summary>
internal sealed class MachineProbe(IOptions<TwinsOptions> options, TimeProvider time) : IDisposable
{
    private const string CSharpSdk = "Twinyard.Sdk.dll";

    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(10);

    private readonly ProgramSearch _programs = new(Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin");
    private readonly SemaphoreSlim _one = new(1, 1);
    private MachineFacts? _facts;

    public async Task<MachineFacts> FactsAsync(CancellationToken cancellationToken)
    {
        if (_facts is { } known)
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return _facts ??= await ProbeAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<MachineFacts> ProbeAsync(CancellationToken cancellationToken)
    {
        var host = options.Value.ScriptHost;
        return new MachineFacts(
            typeof(MachineProbe).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            RuntimeInformation.FrameworkDescription,
            await VersionAsync(_programs.Find("python3"), cancellationToken),
            await VersionAsync(_programs.Find("/bin/bash") ?? _programs.Find("bash"), cancellationToken),
            await HashAsync(Path.Combine(options.Value.PythonSdk, "twinyard.py"), cancellationToken),
            await HashAsync(Path.Combine(Path.GetDirectoryName(host) ?? "", CSharpSdk), cancellationToken),
            await HashAsync(host, cancellationToken),
            options.Value.Isolation.ToString().ToLowerInvariant());
    }

    private async Task<string?> VersionAsync(string? program, CancellationToken cancellationToken)
    {
        if (program is null)
        {
            return null;
        }

        string? said = null;
        var command = new ChildCommand { FileName = program, Arguments = ["--version"], WorkingDirectory = Path.GetTempPath(), Timeout = LongestProbe };
        var outcome = await ChildProcess.RunAsync(
            command,
            (_, line) =>
            {
                said ??= line.Trim();
                return ValueTask.CompletedTask;
            },
            time,
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome is ChildExited { ExitCode: 0 } ? said : null;
    }

    private static async Task<string?> HashAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        await using var content = File.OpenRead(file);
        return await ContentHash.OfAsync(content, cancellationToken);
    }
}
