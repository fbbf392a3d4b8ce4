using Twinyard.Chaos.Serving;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.Chaos.Servers;

/// <summary>The servers of one environment, each in its own slot: dead, starting, serving or paused.</summary>
internal sealed class ServerGroup : IAsyncDisposable
{
    private readonly IReadOnlyList<ServeSettings> _settings;
    private readonly ServerProcess?[] _processes;

    /// <param name="count">More than one need PostgreSQL; each is a node with a name of its own.</param>
    public ServerGroup(ChaosFolder folder, int count, string postgres)
    {
        Folder = folder;
        _settings = [.. Enumerable.Range(1, count).Select(i => new ServeSettings(folder, count == 1 ? "" : $"node-{i}", postgres))];
        _processes = new ServerProcess?[count];
    }

    public ChaosFolder Folder { get; }

    public int Count => _processes.Length;

    /// <summary>Addresses of those that serve now.</summary>
    public IReadOnlyList<string> Urls => [.. _processes.Select(process => process?.Url).OfType<string>()];

    /// <summary>Starts those that are dead, and returns when all serve.</summary>
    /// <exception cref="InvalidOperationException">A server ended before it served.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < Count; slot++)
        {
            Begin(slot);
        }

        foreach (var slot in Enumerable.Range(0, Count))
        {
            if (_processes[slot] is { } process && !await process.ReadyAsync(cancellationToken))
            {
                throw new InvalidOperationException($"{NameOf(slot)} did not start; see {Folder.LogOf(NameOf(slot))}.");
            }
        }
    }

    /// <summary>Begins to start a dead server, without waiting for it.</summary>
    public void Begin(int slot)
    {
        if (_processes[slot] is { HasExited: true } dead)
        {
            dead.Dispose();
            _processes[slot] = null;
        }

        _processes[slot] ??= ServerProcess.Start(_settings[slot], NameOf(slot));
    }

    public async Task KillAsync(int slot)
    {
        if (_processes[slot] is { } process)
        {
            await process.KillAsync();
            process.Dispose();
            _processes[slot] = null;
        }
    }

    public void Pause(int slot) => _processes[slot]?.Pause();

    public void Resume(int slot) => _processes[slot]?.Resume();

    /// <returns>Names of those that did not end as they should.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(CancellationToken cancellationToken)
    {
        var bad = new List<string>();
        for (var slot = 0; slot < Count; slot++)
        {
            if (_processes[slot] is { } process && await process.StopAsync(cancellationToken) is var code && code != 0)
            {
                bad.Add($"{NameOf(slot)} ended with exit code {code}");
            }
        }

        return bad;
    }

    /// <summary>Ends what is still there, and what killed servers have left running.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var slot = 0; slot < Count; slot++)
        {
            await KillAsync(slot);
        }

        // The home and not the folder: whoever started this may have the folder on its command line.
        foreach (var left in HomeProcesses.On(Folder.Home))
        {
            ProcessSignal.Send(left.Id, ProcessSignal.Kill);
        }
    }

    private string NameOf(int slot) => _settings[slot].Node is { Length: > 0 } node ? node : "server";
}
