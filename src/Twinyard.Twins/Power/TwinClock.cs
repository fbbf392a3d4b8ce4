using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Twins.Configuration;

namespace Twinyard.Twins.Power;

/// <summary>Starts and stops twins by their schedules, and stops those that nobody has used for long enough.</summary>
internal sealed class TwinClock(Database database, TwinStateStore store, TwinPower power, IOptions<TwinsOptions> options, TimeProvider time) : IBackgroundWork
{
    public string Name => "twins.clock";

    public TimeSpan Interval => TimeSpan.FromSeconds(15);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, twin) in options.Value.Named.Where(twin => twin.Value.IsSwitched))
        {
            await LookAsync(name, twin, cancellationToken);
        }
    }

    private async Task LookAsync(string name, TwinSettings twin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await power.StateAsync(name, cancellationToken);
        if (TwinTimes.Of(twin.Schedule) is { } times && times.NewestBetween(UnixMicros.FromUnixMicros(state.Position), now) is { } tick)
        {
            // A stop that finds it used is tried again until it succeeds or a later tick says otherwise.
            var done = tick.Starts
                ? await power.StartAsync(name, "schedule", tick.Expression, byHand: false, cancellationToken)
                : await power.StopAsync(name, "schedule", tick.Expression, force: false, hold: false, cancellationToken);
            if (done.IsOk)
            {
                await database.WriteAsync(session => store.MovePositionAsync(name, tick.At.ToUnixMicros(), session, cancellationToken), cancellationToken);
            }

            return;
        }

        if (twin.IdleStop is { } longest && state is { State: TwinStates.Running, Uses: 0 } && now - UnixMicros.FromUnixMicros(Math.Max(state.UsedAt, state.Since)) >= longest)
        {
            await power.StopAsync(name, "idle", $"nobody used it for {longest}", force: false, hold: false, cancellationToken);
        }
    }
}
