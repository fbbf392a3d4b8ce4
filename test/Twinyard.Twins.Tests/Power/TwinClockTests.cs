using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Power;

namespace Twinyard.Twins.Tests.Power;

public sealed class TwinClockTests
{
    [Theory, EveryDatabase]
    public async Task Idle_ForLongEnough_IsStopped(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine, ("idleStop", "00:30:00"));
        await room.StartAsync();
        var use = (await room.UseAsync()).Value!; // the use of a switched twin is one
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await use.DisposeAsync();

        room.Time.Advance(TimeSpan.FromMinutes(29));
        await room.LookAsync();
        (await room.StateAsync()).State.ShouldBe("running");

        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.LookAsync();
        var state = await room.StateAsync();
        (state.State, state.ChangedBy).ShouldBe(("stopped", "idle"));
    }

    [Theory, EveryDatabase]
    public async Task Schedule_StartsAndStopsAtItsTimes(DatabaseEngine engine)
    {
        // The room's clock stands on a Sunday, at noon.
        await using var room = await PowerRoom.CreateAsync(engine, ("schedule:start", "cron(0 7 ? * MON-FRI *)"), ("schedule:stop", "cron(0 19 ? * MON-FRI *)"), ("schedule:timezone", "Europe/Berlin"));
        await room.LookAsync();
        room.Time.Advance(TimeSpan.FromHours(17.9));
        await room.LookAsync();
        (await room.StateAsync()).State.ShouldBe("stopped");

        room.Time.Advance(TimeSpan.FromHours(0.2));
        await room.LookAsync();
        var started = await room.StateAsync();
        (started.State, started.ChangedBy).ShouldBe(("running", "schedule"));

        room.Time.Advance(TimeSpan.FromHours(12));
        await room.LookAsync();
        (await room.StateAsync()).State.ShouldBe("stopped");
        room.Starts.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Schedule_StopWhileUsed_WaitsForTheUse(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine, ("schedule:stop", "cron(0 13 * * ? *)"));
        await room.StartAsync();
        var use = (await room.UseAsync()).Value!; // the use of a switched twin is one
        room.Time.Advance(TimeSpan.FromMinutes(61));
        await room.Uses.RunOnceAsync(CancellationToken.None);
        await room.LookAsync();
        (await room.StateAsync()).State.ShouldBe("running");

        await use.DisposeAsync();
        await room.LookAsync();

        (await room.StateAsync()).State.ShouldBe("stopped");
    }

    [Theory, EveryDatabase]
    public async Task Schedule_OfAHeldTwin_DoesNotStartIt(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine, ("schedule:start", "cron(0 13 * * ? *)"));
        await room.StopAsync(hold: true);
        room.Time.Advance(TimeSpan.FromMinutes(61));

        await room.LookAsync();

        (await room.StateAsync()).State.ShouldBe("stopped");
        room.Starts.ShouldBe(0);
    }

    [Fact]
    public void NewestBetween_AfterALongTimeWithoutAServer_IsTheNewestTick()
    {
        var times = TwinTimes.Of(new TwinSchedule { Start = "cron(0 7 * * ? *)", Stop = "cron(0 19 * * ? *)" }).ShouldNotBeNull();
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        times.NewestBetween(now.AddDays(-60), now).ShouldBe(new TwinTick(now.AddHours(-5), true, "cron(0 7 * * ? *)"));
        times.NewestBetween(now.AddDays(-60), now.AddHours(8)).ShouldBe(new TwinTick(now.AddHours(7), false, "cron(0 19 * * ? *)"));
        times.NewestBetween(now.AddHours(-4), now).ShouldBeNull();
    }

    [Fact]
    public void Problems_OfSettingsThatCannotWork_NameTheirKeys()
    {
        var twin = new TwinSettings
        {
            Url = "http://127.0.0.1:8888/",
            Login = "none",
            Stop = ["stop"],
            StartTimeout = TimeSpan.Zero,
            IdleStop = TimeSpan.FromSeconds(1),
            Schedule = new TwinSchedule { Start = "rate(1 hour)", Stop = "cron(nonsense)", Timezone = "Nowhere/Else" },
        };

        var problems = TwinPowerCheck.Problems("lab", twin).ToList();

        problems.Count.ShouldBe(7);
        problems.ShouldAllBe(problem => problem.StartsWith("lab:", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("lab:schedule:timezone", StringComparison.Ordinal));
    }
}
