using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;

namespace Twinyard.Platform.Cluster;

/// <summary>
/// Carries the raising of signals to the other nodes, by PostgreSQL's notifications. Signals that are raised closely together go as one
/// message, outside every transaction, so that commits do not queue up behind each other for it. Nothing depends on a message's arrival: a
/// loop that was not woken looks by itself at its next interval.
/// </summary>
public sealed partial class WakeRelay(ServerNode node, Database database, TimeProvider time, ILogger<WakeRelay> logger) : IDisposable
{
    private const char Separator = '\n';

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, bool> _raised = new(StringComparer.Ordinal);
    private readonly WorkSignal _send = new();

    /// <summary>Until cancelled. Does nothing for a server that is alone.</summary>
    internal Task RunAsync(IReadOnlyList<IBackgroundWork> works, CancellationToken cancellationToken)
    {
        if (node.IsAlone || database is not PostgresDatabase postgres)
        {
            return Task.CompletedTask;
        }

        var signals = new Dictionary<string, WorkSignal>(StringComparer.Ordinal);
        foreach (var work in works)
        {
            if (work.Signal is { } signal)
            {
                signals[work.Name] = signal;
                signal.AlsoElsewhere(() =>
                {
                    _raised[work.Name] = true;
                    _send.Raise();
                });
            }
        }

        return Task.WhenAll(
            AgainAsync(() => SendAsync(postgres, cancellationToken), cancellationToken),
            AgainAsync(() => ListenAsync(postgres, signals, cancellationToken), cancellationToken));
    }

    /// <summary>Wakes a work of the other nodes now; for whoever does not run any more.</summary>
    internal Task WakeOthersAsync(string work, CancellationToken cancellationToken) =>
        database is PostgresDatabase postgres ? postgres.NotifyAsync(Text([work]), cancellationToken) : Task.CompletedTask;

    public void Dispose() => _send.Dispose();

    private string Text(IEnumerable<string> works) => string.Join(Separator, [node.Name, .. works]);

    private async Task SendAsync(PostgresDatabase postgres, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _send.WaitAsync(Timeout.InfiniteTimeSpan, time, cancellationToken);
            var names = _raised.Keys.ToList();
            names.ForEach(name => _raised.TryRemove(name, out _));
            if (names.Count > 0)
            {
                await postgres.NotifyAsync(Text(names), cancellationToken);
                await Task.Delay(Gather, time, cancellationToken);
            }
        }
    }

    private Task ListenAsync(PostgresDatabase postgres, Dictionary<string, WorkSignal> signals, CancellationToken cancellationToken) => postgres.ListenAsync(
        () =>
        {
            // What was said while nobody listened here is made up for by one look everywhere.
            foreach (var signal in signals.Values)
            {
                signal.RaiseHere();
            }
        },
        text =>
        {
            var parts = text.Split(Separator);
            if (parts[0] == node.Name)
            {
                return;
            }

            foreach (var name in parts.Skip(1))
            {
                signals.GetValueOrDefault(name)?.RaiseHere();
            }
        },
        cancellationToken);

    private async Task AgainAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogNotHeard(e, AfterFailure);
                await Task.Delay(AfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
