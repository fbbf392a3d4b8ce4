using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins.Power;

/// <summary>
/// Switches the twins that have a <c>start</c> command. The state is in the database and changes by conditional updates, so that one node starts or stops a twin
/// whoever asks; that node's commands go on when the one who asked has gone.
/// </summary>
internal sealed partial class TwinPower(
    Database database, TwinStateStore store, TwinProbe probe, IEventBus bus, IOptions<TwinsOptions> options, IIdGenerator ids, TimeProvider time, ILogger<TwinPower> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BeyondLongest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <returns>Null for a twin that is not switched: it is there or it is not.</returns>
    public TwinSettings? Switched(string name) => options.Value.Named.TryGetValue(name, out var twin) && twin.IsSwitched ? twin : null;

    /// <returns>An error for a twin that is not switched.</returns>
    public async Task<Result<TwinStateRow>> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (Switched(name) is null)
        {
            return name == TwinsOptions.Local || options.Value.Named.ContainsKey(name)
                ? new InvalidError("twin-not-switched", $"The twin {name} is not switched on and off.", $"Give it the commands start and stop under {TwinsOptions.Section}:named:{name}.")
                : TwinSwitch.Unknown(name, options.Value);
        }

        return await StateAsync(name, cancellationToken);
    }

    /// <summary>Begins to start it, unless it runs or is being started.</summary>
    /// <param name="byHand">Also where it is held; a hold ends with that.</param>
    /// <returns>Its state after that.</returns>
    public async Task<Result<TwinStateRow>> StartAsync(string name, string by, string reason, bool byHand, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsOk || Switched(name) is not { } twin)
        {
            return found;
        }

        var change = Change(name, by, reason);
        if (await database.WriteAsync(session => store.BeginStartAsync(change, byHand, LeaseUntil(change, twin.StartTimeout), session, cancellationToken), cancellationToken))
        {
            LogStarts(name, by, reason);
            _underWay[change.Owner] = DoAsync(change, "started", () => StartUpAsync(twin), TwinStates.Running);
        }

        return await StateAsync(name, cancellationToken);
    }

    /// <summary>Begins to stop it, unless it is stopped.</summary>
    /// <param name="force">Also while scripts use it.</param>
    /// <param name="hold">Runs do not start it again; only a person does.</param>
    /// <returns>Its state after that; a conflict while it is used, or started or stopped by somebody else.</returns>
    public async Task<Result<TwinStateRow>> StopAsync(string name, string by, string reason, bool force, bool hold, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsOk || Switched(name) is not { } twin)
        {
            return found;
        }

        var change = Change(name, by, reason);
        if (await database.WriteAsync(session => store.BeginStopAsync(change, force, hold, LeaseUntil(change, LongestStop), session, cancellationToken), cancellationToken))
        {
            LogStops(name, by, reason);
            _underWay[change.Owner] = DoAsync(change, "stopped", () => ShutDownAsync(twin), TwinStates.Stopped);
            return await StateAsync(name, cancellationToken);
        }

        if (hold && await database.WriteAsync(session => store.HoldAsync(change, session, cancellationToken), cancellationToken))
        {
            return await StateAsync(name, cancellationToken);
        }

        var state = await StateAsync(name, cancellationToken);
        return state.State == TwinStates.Stopped ? state
            : state.Uses > 0 && state.State == TwinStates.Running ? new ConflictError("twin-used", $"The twin {name} is used by {state.Uses} script(s).", "Wait for them, or stop it all the same with --force.")
            : new ConflictError("twin-busy", $"The twin {name} cannot be stopped now: {state.Describe()}.", "Wait until it has started or stopped.");
    }

    /// <summary>What this node has begun has ended.</summary>
    public Task SettledAsync() => Task.WhenAll(_underWay.Values);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await SettledAsync();
        _stopping.Dispose();
    }

    public async Task<TwinStateRow> StateAsync(string name, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        if (await database.ReadAsync(session => store.FindAsync(name, now, session, cancellationToken), cancellationToken) is { } known)
        {
            return known;
        }

        return await database.WriteAsync(
            async session =>
            {
                await store.AddAsync(name, now, session, cancellationToken);
                return await store.FindAsync(name, now, session, cancellationToken) ?? throw new InvalidOperationException($"The state of the twin {name} was not kept.");
            },
            cancellationToken);
    }

    private TwinChange Change(string name, string by, string reason) => new(name, by, reason, ids.NewId().ToString(), time.NowMicros());

    private static long LeaseUntil(TwinChange change, TimeSpan longest) => change.Now + (long)(longest + BeyondLongest).TotalMicroseconds;

    /// <summary>Never throws.</summary>
    private async Task DoAsync(TwinChange change, string what, Func<Task<Result<Done>>> work, string state)
    {
        await Task.Yield();
        Result<Done> done;
        try
        {
            done = await work();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            done = new FailedError("server-stopped", "The server that was doing it has stopped.");
        }
        catch (Exception e)
        {
            done = new FailedError("twin-failed", e.Message);
        }

        try
        {
            await EndAsync(change, what, done, state);
        }
        catch (Exception e)
        {
            LogNotKept(e, change.Name);
        }

        _underWay.TryRemove(change.Owner, out _);
    }

    private async Task EndAsync(TwinChange change, string what, Result<Done> done, string state)
    {
        if (!done.IsOk)
        {
            LogFailed(change.Name, done.Error.ToString());
        }

        await database.WriteAsync(
            async session =>
            {
                var ended = await store.EndAsync(change.Name, change.Owner, done.IsOk ? state : TwinStates.Failed, done.Error?.ToString(), time.NowMicros(), session, CancellationToken.None);
                if (ended == 1)
                {
                    var detail = new JsonObject { ["twin"] = change.Name, ["by"] = change.By, ["reason"] = done.Error?.Message ?? change.Reason };
                    await bus.PublishAsync(new NewEvent(RefusedRuns.Source, done.IsOk ? $"twin.{what}" : "twin.failed", detail), session, CancellationToken.None);
                }
            },
            CancellationToken.None);
    }

    private async Task<Result<Done>> StartUpAsync(TwinSettings twin)
    {
        var began = time.GetTimestamp();
        var started = await TwinCommand.RunAsync(twin.Start, twin.StartTimeout, time, _stopping.Token);
        if (!started.IsOk)
        {
            return started.Error;
        }

        while (true)
        {
            var ready = await probe.IsReadyAsync(twin, _stopping.Token);
            if (!ready.IsOk || ready.Value)
            {
                return ready.Map(_ => Done.Value);
            }

            if (time.GetElapsedTime(began) >= twin.StartTimeout)
            {
                return new LimitError("twin-start-timeout", $"It was not ready {twin.StartTimeout.TotalSeconds:0} s after it was started.", "Look at the instance where it runs, or raise startTimeout.");
            }

            await Task.Delay(Poll, time, _stopping.Token);
        }
    }

    private async Task<Result<Done>> ShutDownAsync(TwinSettings twin) => (await TwinCommand.RunAsync(twin.Stop, LongestStop, time, _stopping.Token)).Map(_ => Done.Value);
}
