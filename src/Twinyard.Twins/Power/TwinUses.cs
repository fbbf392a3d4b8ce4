using System.Collections.Concurrent;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Twins.Configuration;

namespace Twinyard.Twins.Power;

/// <summary>Lets scripts use twins that are switched: starts the twin where it is off, and waits for it. The heartbeat of what this node uses.</summary>
internal sealed class TwinUses(Database database, TwinStateStore store, TwinPower power, IIdGenerator ids, TimeProvider time) : IBackgroundWork
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _held = new(StringComparer.Ordinal);

    public string Name => "twins.uses";

    public TimeSpan Interval => TimeSpan.FromSeconds(20);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!_held.IsEmpty)
        {
            await database.WriteAsync(session => store.ProlongAsync([.. _held.Keys], LeaseUntil(), session, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Waits until the twin runs, at most its <c>startTimeout</c>, and holds it until the use is disposed of.</summary>
    /// <param name="tell">What is waited for, for the log and for whoever watches the run; null when the waiting has ended.</param>
    /// <returns>Null for a twin that is not switched; an error where it did not start in time, which names who stopped it.</returns>
    public async Task<Result<IAsyncDisposable?>> UseAsync(string name, string runId, Func<string?, Task> tell, CancellationToken cancellationToken)
    {
        if (power.Switched(name) is not { } twin)
        {
            return Result<IAsyncDisposable?>.Ok(null);
        }

        var id = ids.NewId().ToString();
        if (await TryUseAsync(id, name, runId, cancellationToken))
        {
            return new Use(this, id, name);
        }

        try
        {
            return await WaitAsync(id, name, runId, twin, tell, cancellationToken);
        }
        finally
        {
            await tell(null);
        }
    }

    private async Task<Result<IAsyncDisposable?>> WaitAsync(string id, string name, string runId, TwinSettings twin, Func<string?, Task> tell, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var asked = false;
        string? told = null;
        while (true)
        {
            var state = await power.StateAsync(name, cancellationToken);
            if (state.State == TwinStates.Failed && asked)
            {
                return new FailedError("twin-not-started", $"The twin {name} did not start: {state.Reason}", $"`twinyard twin status` shows it; `twinyard twin start {name}` tries again.");
            }

            if (state.State is TwinStates.Stopped or TwinStates.Failed && !state.IsHeld)
            {
                await power.StartAsync(name, $"run/{runId}", "a run needs it", byHand: false, cancellationToken);
                asked = true;
                state = await power.StateAsync(name, cancellationToken);
            }
            else
            {
                asked |= state.State == TwinStates.Starting;
            }

            if (await TryUseAsync(id, name, runId, cancellationToken))
            {
                return new Use(this, id, name);
            }

            if (time.GetElapsedTime(began) >= twin.StartTimeout)
            {
                return new LimitError(
                    "twin-not-started", $"The twin {name} was waited for {twin.StartTimeout.TotalSeconds:0} s in vain: {state.Describe()}.", $"`twinyard twin start {name}` starts it; startTimeout says how long runs wait.");
            }

            var waits = $"waiting for twin {name}: {state.Describe()}";
            if (waits != told)
            {
                await tell(told = waits);
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private async Task<bool> TryUseAsync(string id, string name, string runId, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(session => store.UseAsync(id, name, runId, LeaseUntil(), session, cancellationToken), cancellationToken))
        {
            return false;
        }

        _held[id] = true;
        return true;
    }

    private async Task EndAsync(string id, string name)
    {
        _held.TryRemove(id, out _);
        await database.WriteAsync(session => store.EndUseAsync(id, name, time.NowMicros(), session, CancellationToken.None), CancellationToken.None);
    }

    private long LeaseUntil() => (time.GetUtcNow() + Lease).ToUnixMicros();

    private sealed class Use(TwinUses uses, string id, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await uses.EndAsync(id, name);
    }
}
