using System.Text;
using Microsoft.Extensions.Logging;
using Twinyard.Events.Bus;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Replays;

/// <summary>
/// Publishes the events of replays, a batch of each in turn. A batch and the replay's cursor are one transaction that holds the replay's row, so an event
/// goes out once, whichever node does it and wherever one dies. Replays stand back while a consumer is behind, so that what happens now waits for few of
/// their events.
/// </summary>
internal sealed partial class ReplayWork(
    Database database,
    ReplayStore replays,
    ReplayReader reader,
    EventStore events,
    EventPlacing placing,
    ConsumerStore positions,
    IEnumerable<IEventConsumer> consumers,
    DispatchSignal dispatch,
    ReplaySignal asked,
    IServerAddress server,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<ReplayWork> logger) : IBackgroundWork
{
    /// <summary>Events that one transaction reads.</summary>
    public const int Batch = 100;

    /// <summary>Events that the slowest consumer may be behind.</summary>
    public const int MostAhead = 1000;

    private readonly string[] _consumers = [.. consumers.Select(consumer => consumer.Name)];

    public string Name => "event-replay";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public WorkSignal Signal => asked.Work;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        bool moved;
        do
        {
            moved = false;
            foreach (var name in await database.ReadAsync(session => replays.RunningAsync(session, cancellationToken), cancellationToken))
            {
                moved |= await ConsumersKeepUpAsync(cancellationToken) && await TryAdvanceAsync(name, cancellationToken);
            }
        }
        while (moved);
    }

    private async Task<bool> ConsumersKeepUpAsync(CancellationToken cancellationToken)
    {
        // Without its place an event is not counted as one that a consumer is behind.
        await placing.PlaceAsync(cancellationToken);
        return await database.ReadAsync(
            async session => await events.LastPositionAsync(session, cancellationToken) - await positions.SlowestPositionAsync(session, _consumers, cancellationToken) <= MostAhead,
            cancellationToken);
    }

    /// <returns>False when there was nothing to do, or it failed: others do not wait for it.</returns>
    private async Task<bool> TryAdvanceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(session => AdvanceAsync(name, session, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogBroken(e, name);
            return false;
        }
    }

    private async Task<bool> AdvanceAsync(string name, DbSession session, CancellationToken cancellationToken)
    {
        if (await replays.TryLockAsync(session, name, cancellationToken) is not { } replay)
        {
            return false;
        }

        var all = replay.Events ?? await reader.CountAsync(session, replay, cancellationToken);
        var batch = await reader.NextAsync(session, replay, Batch, cancellationToken);
        var chosen = Choose(replay, batch.Events);
        var now = time.NowMicros();
        if (chosen.Count > 0)
        {
            await events.InsertAsync(session, [.. chosen.Select(row => row.Replayed(ids.NewId().ToString(), now, replay.Name))], cancellationToken);
            session.OnCommitted(dispatch.Signal.Raise);
        }

        await replays.MoveAsync(session, replay.Name, batch.Minute, batch.Position, all, batch.Events.Count, chosen.Count, cancellationToken);
        if (batch.IsLast)
        {
            await replays.TryEndAsync(session, replay.Name, EventReplay.Completed, now, cancellationToken);
        }

        return true;
    }

    private IReadOnlyList<EventRow> Choose(ReplayRow replay, IReadOnlyList<EventRow> rows)
    {
        if (replay.Pattern is null)
        {
            return rows;
        }

        var pattern = EventPattern.Parse(replay.Pattern).Value; // read when the replay was asked for
        return [.. rows.Where(row => pattern.IsMatch(Encoding.UTF8.GetBytes(row.ToEnvelope().ToJson(server.Environment).ToJsonString())))];
    }
}
