using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Twins.Tests.Power;

public sealed class TwinPowerTests
{
    [Theory, EveryDatabase]
    public async Task StartAndStop_ByHand_RunTheCommandsAndSayWho(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        (await room.StateAsync()).State.ShouldBe("stopped");

        await room.StartAsync();

        room.IsOn.ShouldBeTrue();
        var running = await room.StateAsync();
        (running.State, running.ChangedBy, running.Reason).ShouldBe(("running", "user/alice", "by hand"));
        (await room.StopAsync()).ShouldBeNull();
        room.IsOn.ShouldBeFalse();
        (await room.StateAsync()).State.ShouldBe("stopped");
        room.Bus.Published.Select(told => told.DetailType).ShouldBe(["twin.started", "twin.stopped"]);
    }

    [Theory, EveryDatabase]
    public async Task Start_AskedByMany_RunsTheCommandOnce(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StateAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => room.Power.StartAsync(PowerRoom.Twin, $"run/{i}", "a run needs it", byHand: false, CancellationToken.None)));
        await room.Power.SettledAsync();

        room.Starts.ShouldBe(1);
        (await room.StateAsync()).State.ShouldBe("running");
    }

    [Theory, EveryDatabase]
    public async Task Use_OfAStoppedTwin_StartsItAndSaysThatItWaits(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        var told = new List<string?>();

        var use = await room.UntilEndAsync(room.UseAsync(told.Add));

        use.Error.ShouldBeNull();
        told[0].ShouldNotBeNull().ShouldStartWith("waiting for twin lab: it is starting since");
        told[^1].ShouldBeNull();
        (await room.StateAsync()).Uses.ShouldBe(1);
        await use.Value!.DisposeAsync(); // the use of a switched twin is one
        (await room.StateAsync()).Uses.ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task Use_OfARunningTwin_DoesNotWait(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StartAsync();
        var told = new List<string?>();

        (await room.UseAsync(told.Add)).Error.ShouldBeNull();

        told.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Stop_WhileUsed_IsRefusedUnlessForced(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StartAsync();
        await room.UseAsync();

        (await room.StopAsync()).ShouldNotBeNull().Code.ShouldBe("twin-used");
        room.IsOn.ShouldBeTrue();

        (await room.StopAsync(force: true)).ShouldBeNull();
        room.IsOn.ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Stop_UsesOfANodeThatIsGone_DoNotCount(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StartAsync();
        await room.UseAsync();

        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.Uses.RunOnceAsync(CancellationToken.None);
        room.Time.Advance(TimeSpan.FromSeconds(90));
        (await room.StopAsync()).ShouldNotBeNull().Code.ShouldBe("twin-used");

        room.Time.Advance(TimeSpan.FromSeconds(90));
        (await room.StopAsync()).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Use_OfATwinThatIsHeld_WaitsInVainAndNamesWhoStoppedIt(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StartAsync();
        await room.StopAsync(hold: true);

        var use = await room.UntilEndAsync(room.UseAsync());

        use.Error.ShouldNotBeNull().Code.ShouldBe("twin-not-started");
        use.Error.Message.ShouldContain("300 s in vain: it is stopped and held since");
        use.Error.Message.ShouldContain("by user/alice");
        room.Starts.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Use_OfATwinThatIsHeld_GoesOnWhenSomebodyStartsIt(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        (await room.StopAsync(hold: true)).ShouldBeNull();
        var use = room.UseAsync();

        await room.StartAsync();

        (await room.UntilEndAsync(use)).Error.ShouldBeNull();
        (await room.StateAsync()).IsHeld.ShouldBeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Use_StartFails_TellsWhyAndTheNextTriesAgain(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        room.Break();

        var use = await room.UntilEndAsync(room.UseAsync());

        use.Error.ShouldNotBeNull().Code.ShouldBe("twin-not-started");
        use.Error.Message.ShouldContain("The command /bin/sh failed: quota");
        (await room.StateAsync()).State.ShouldBe("failed");
        room.Bus.Published.ShouldHaveSingleItem().DetailType.ShouldBe("twin.failed");
        room.Mend();
        (await room.UntilEndAsync(room.UseAsync())).Error.ShouldBeNull();
        room.Starts.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Use_CancelledWhileItWaits_EndsAtOnce(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StopAsync(hold: true);
        using var cancel = new CancellationTokenSource();
        var told = new List<string?>();
        var use = room.UseAsync(told.Add, cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => use);
        told[^1].ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Start_ByANodeThatIsGone_IsTakenOver(DatabaseEngine engine)
    {
        await using var room = await PowerRoom.CreateAsync(engine);
        await room.StateAsync();
        await room.BeginElsewhereAsync();
        (await room.Power.StartAsync(PowerRoom.Twin, "user/alice", "by hand", byHand: true, CancellationToken.None)).Value.ChangedBy.ShouldBe("run/elsewhere");

        room.Time.Advance(TimeSpan.FromMinutes(2));
        await room.StartAsync();

        var state = await room.StateAsync();
        (state.State, state.ChangedBy).ShouldBe(("running", "user/alice"));
    }
}
