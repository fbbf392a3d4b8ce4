using System.Globalization;
using Twinyard.Agent.Bundles;
using Twinyard.Agent.Devices;
using Twinyard.Agent.Recordings;
using Twinyard.Agent.Spools;

namespace Twinyard.Simulation;

/// <summary>
/// Many devices in one process, each the agent's own code over its own MQTT connection with its own credential; only spools are in
/// memory and opened bundles are shared.
/// </summary>
public sealed class SimulatedFleet : IDisposable
{
    private readonly SimulatedFleetOptions _options;
    private readonly HttpClient _http;
    private readonly DirectoryInfo _bundles;
    private readonly SharedBundleSource _source;
    private readonly List<(EdgeDevice Device, UnitSource Rows)> _devices;

    /// <exception cref="RecordingException">The recording cannot be read or is empty.</exception>
    public SimulatedFleet(SimulatedFleetOptions options, TimeProvider time, Random random, Action<string, string> log)
    {
        _options = options;
        var units = Recording.Read(options.Recording).GroupBy(row => row.Unit).Take(options.Devices.Count).Select(unit => unit.ToList()).ToList();
        if (units.Count == 0)
        {
            throw new RecordingException(options.Recording, 0, "The recording has no rows.");
        }

        Rows = Enumerable.Range(0, options.Devices.Count).Sum(i => (long)units[i % units.Count].Count);
        _http = new HttpClient { BaseAddress = options.Server };
        _bundles = Directory.CreateTempSubdirectory("twinyard-fleet-");
        _source = new SharedBundleSource(new HttpBundleSource(_http, options.Devices[0].Secret, _bundles.FullName));
        _devices = [.. options.Devices.Select((device, i) => (CreateDevice(device, time, random, log), new UnitSource(options.Kind, units[i % units.Count])))];
    }

    /// <summary>Rows that all devices together will send.</summary>
    public long Rows { get; }

    public IReadOnlyList<EdgeDevice> Devices => [.. _devices.Select(device => device.Device)];

    public int Connected => _devices.Count(device => device.Device.IsConnected);

    public long RowsTaken => _devices.Sum(device => device.Device.Counters.Rows);

    public long Decisions => _devices.Sum(device => device.Device.Counters.Decisions);

    public long Acknowledged => _devices.Sum(device => device.Device.Counters.Acknowledged);

    /// <summary>Rows and decisions that the server refused for good.</summary>
    public long Refused => _devices.Sum(device => device.Device.Counters.Refused);

    /// <summary>Runs until cancelled, or with <see cref="AtEnd.Exit"/> until everything is acknowledged.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_devices.Select(device => Task.Run(() => device.Device.RunAsync(device.Rows, _options.AtEnd, cancellationToken), CancellationToken.None)));

    public void Dispose()
    {
        foreach (var (device, _) in _devices)
        {
            device.Dispose();
        }

        _source.Dispose();
        _http.Dispose();
        _bundles.Delete(recursive: true);
    }

    /// <summary><c>sim-01</c>, <c>sim-02</c>, … with as many digits as the last one needs.</summary>
    public static string NameOf(string prefix, int number, int count) =>
        $"{prefix}-{number.ToString("D" + Math.Max(2, count.ToString(CultureInfo.InvariantCulture).Length), CultureInfo.InvariantCulture)}";

    private EdgeDevice CreateDevice((string Device, string Secret) credential, TimeProvider time, Random random, Action<string, string> log)
    {
        var options = new EdgeDeviceOptions
        {
            Device = credential.Device,
            Secret = credential.Secret,
            MqttHost = _options.MqttHost,
            MqttPort = _options.MqttPort,
            Rate = _options.Rate,
            WaitForModel = _options.WaitForModel,
            LongestBackOff = TimeSpan.FromSeconds(5),
        };
        // A generator of its own: devices run at the same time, and a generator is not for several threads.
        return new EdgeDevice(options, new MemorySpool(_options.SpoolBytes), new MemorySequences(time), _source, time, new Random(random.Next()), text => log(credential.Device, text));
    }
}
