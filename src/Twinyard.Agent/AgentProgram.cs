using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Twinyard.Agent.Bundles;
using Twinyard.Agent.Certificates;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Recordings;
using Twinyard.Agent.Sources;
using Twinyard.Agent.Spools;

namespace Twinyard.Agent;

/// <summary>The <c>twinyard-agent</c> program: one device, its state in a folder, until it is told to end.</summary>
internal static class AgentProgram
{
    private const long DefaultSpoolBytes = 64 * 1024 * 1024;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            await Console.Out.WriteLineAsync(AgentVersion.Text);
            return 0;
        }

        var (configuration, problems) = arguments is [] or ["--help"] ? (null, "") : AgentArguments.Read(arguments);
        if (configuration is null)
        {
            await Console.Error.WriteLineAsync(problems.Length > 0 ? problems : AgentArguments.Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        try
        {
            await RunAsync(configuration, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to end before it had begun.
            return 0;
        }
        catch (Exception e) when (e is RecordingException or IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            Log(e.Message);
            return 1;
        }

        void End(PosixSignalContext context)
        {
            // Cancelled, so that the process lives on to send and flush what it holds.
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task RunAsync(AgentConfiguration configuration, CancellationToken cancellationToken)
    {
        // Every value that is required was checked by AgentArguments.
        AgentArguments.TryAddress(configuration.Mqtt!, out var host, out var port, out var isEncrypted);
        var secret = configuration.CredentialFile is { } credential ? DeviceSecret.Read(credential) : null;
        var data = Directory.CreateDirectory(configuration.Data!).FullName;
        var settled = new SettledFile(Path.Combine(data, "settled.json"), Log);
        var time = TimeProvider.System;
        var trusted = configuration.Ca is { } authorities ? CertificateFile.ReadAuthorities(authorities) : [];
        using var server = new ServerConnection(new Uri(configuration.Server!), trusted);
        using var keeper = configuration.Certificate is { } certificate ? new CertificateKeeper(certificate, configuration.Device!, server.Http, secret, time, Log) : null;
        server.Certificate = keeper;
        using var spool = new FileSpool(Path.Combine(data, "spool"), configuration.SpoolBytes ?? DefaultSpoolBytes);
        using var sequences = new FileSequences(Path.Combine(data, "sequences"), time);
        var options = new EdgeDeviceOptions
        {
            Device = configuration.Device!,
            Secret = secret,
            MqttHost = host,
            MqttPort = port,
            Tls = isEncrypted ? new DeviceTls(trusted, keeper) : null,
            Rate = configuration.Rate ?? 0,
            WaitForModel = TimeSpan.FromSeconds(configuration.WaitForModel ?? 0),
        };
#pragma warning disable RS0030 // The program's entry hands chance out; everything below takes it by injection.
        var random = Random.Shared;
#pragma warning restore RS0030
        using var device = new EdgeDevice(options, spool, sequences, new HttpBundleSource(server.Http, secret, Path.Combine(data, "bundles")), time, random, Log)
        {
            Settled = settled.Write,
        };
        if (settled.Read() is { } kept)
        {
            await device.RestoreAsync(kept, cancellationToken);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = keeper?.RunAsync(ended.Token) ?? Task.CompletedTask;
        await device.RunAsync(SourceOf(configuration), configuration.AtEnd == "exit" ? AtEnd.Exit : AtEnd.Stay, cancellationToken);
        await ended.CancelAsync();
        await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing) /* cancelled */;
        Log(string.Create(CultureInfo.InvariantCulture, $"ended: {device.Counters.Rows} rows, {device.Counters.Decisions} decisions, {device.Counters.Acknowledged} acknowledged, {spool.Bytes} bytes kept for the next start"));
    }

    private static IRowSource SourceOf(AgentConfiguration configuration)
    {
        if (configuration.Source == "stdin")
        {
            // Not Console.In: its asynchronous reads block.
            return new JsonLinesSource(new StreamReader(Console.OpenStandardInput()), Log);
        }

        var path = configuration.Source!["file:".Length..] /* checked by AgentArguments */;
        var name = Path.GetFileNameWithoutExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path);
        return new RecordingSource(path, configuration.Kind ?? name, configuration.Unit);
    }

    private static void Log(string message) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}"));
}
