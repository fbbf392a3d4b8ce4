using System.Diagnostics;
using System.Globalization;

namespace Twinyard.Bench.Agents;

/// <summary>The agent's binary on a server, fed over its standard input. Killed when disposed.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly Process _process;

    private AgentProcess(Process process) => _process = process;

    public static async Task<AgentProcess> StartAsync(string binary, BenchServer server, string device)
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, device)).FullName;
        var credential = Path.Combine(folder, "credential");
        await File.WriteAllTextAsync(credential, await server.EnrolAsync(device));
        var start = new ProcessStartInfo(binary)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            ArgumentList =
            {
                "--server", server.Url, "--mqtt", $"127.0.0.1:{server.MqttPort}", "--device", device, "--credential-file", credential, "--source", "stdin",
            },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{binary} was not started.");
        process.ErrorDataReceived += (_, line) =>
        {
            if (Environment.GetEnvironmentVariable("VERBOSE") is not null && line.Data is { } text)
            {
                Console.Error.WriteLine($"# {device}: {text}");
            }
        };
        process.BeginErrorReadLine();
        return new AgentProcess(process);
    }

    public async Task SendAsync(string row)
    {
        await _process.StandardInput.WriteLineAsync(row);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Resident memory in MB, as the kernel counts it: shared pages of libraries too.</summary>
    public double ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
