using Twinyard.Cli.Api;
using Twinyard.Host;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>What the chapters hand on to one another.</summary>
internal sealed class DemoContext : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _running = [];

    public required TwinyardServer Server { get; init; }

    public required DemoTeller Tell { get; init; }

    /// <summary>Scratch folder of the demo within the home: the work tree, people's credentials, recordings.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder with NASA's C-MAPSS files; null for the built-in simulator.</summary>
    public required string? CmapssFolder { get; init; }

    public required ApiClient Owner { get; init; }

    public required DemoDeviceLog DeviceLog { get; init; }

    public ApiClient Alice { get; set; } = null!; // Set by the first chapter, before anyone else acts.

    public ApiClient Bob { get; set; } = null!; // As above.

    /// <summary>The kind of engine that the first devices carry, and the one that comes later.</summary>
    public DemoKind FirstKind { get; set; } = null!; // Set by the chapter that brings the data.

    public DemoKind SecondKind { get; set; } = null!; // As above.

    public int FirstVersion { get; set; }

    public int SecondVersion { get; set; }

    /// <summary>When the first devices had sent their decisions; ticks after it see them.</summary>
    public DateTimeOffset DecisionsSince { get; set; }

    public long DeployedProposal { get; set; }

    /// <summary>Devices and processes that run on after their chapter; stopped with the demo.</summary>
    public void KeepRunning(IAsyncDisposable running) => _running.Add(running);

    public async ValueTask DisposeAsync()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].DisposeAsync();
        }

        DeviceLog.Dispose();
        Alice?.Dispose();
        Bob?.Dispose();
        Owner.Dispose();
    }
}

/// <summary>Recordings of one kind of engine.</summary>
/// <param name="Name">As in object keys and entities: <c>fd001</c>, <c>sim-a</c>.</param>
/// <param name="Train">Run-to-failure recordings; 26 columns, plain or <c>.gz</c>.</param>
/// <param name="Test">Recordings that stop before the failure; what devices replay.</param>
/// <param name="RemainingLife">True remaining cycles at the end of each test recording.</param>
internal sealed record DemoKind(string Name, string Train, string Test, string RemainingLife);
