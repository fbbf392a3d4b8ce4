using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class TwinWaitingTests
{
    private const string Remote = """
        run: { script: remote.sh, twin: lab, timeout: 5m }
        role: evaluator
        """;

    private const string Local = """
        run: { script: local.sh }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task Wait_ForATwin_IsOnTheRunUntilItEnds(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("remote", Remote);
        string? seen = null;
        string? after = "";
        room.Twin.Scripts["remote.sh"] = async (run, _) =>
        {
            var tell = run.OnWaiting.ShouldNotBeNull();
            await tell("waiting for twin lab: it is starting");
            seen = (await room.RunAsync(run.RunId)).Summary.WaitingFor;
            await tell(null);
            after = (await room.RunAsync(run.RunId)).Summary.WaitingFor;
            return new TwinSucceeded();
        };
        var started = await room.StartAsync("remote");

        await room.InvokeAsync();

        seen.ShouldBe("waiting for twin lab: it is starting");
        after.ShouldBeNull();
        (await room.RunAsync(started.Summary.Id)).Summary.State.ShouldBe("succeeded");
    }

    [Theory, EveryDatabase]
    public async Task Wait_ForATwin_LeavesItsPlaceToOthers(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.MaximumConcurrentRuns = 1);
        await room.DeployAsync("remote", Remote);
        await room.DeployAsync("local", Local);
        var localRan = new TaskCompletionSource();
        room.Twin.Scripts["remote.sh"] = async (run, _) =>
        {
            await run.OnWaiting.ShouldNotBeNull()("waiting for twin lab");
            // Without the place that it has left, the other would never run.
            await localRan.Task;
            await run.OnWaiting(null);
            return new TwinSucceeded();
        };
        room.Twin.Scripts["local.sh"] = (_, _) =>
        {
            localRan.SetResult();
            return Task.FromResult<TwinOutcome>(new TwinSucceeded());
        };
        await room.StartAsync("remote");
        await room.StartAsync("local");

        await room.InvokeAsync();

        (await room.RunsAsync()).ShouldAllBe(run => run.State == "succeeded");
    }

    [Theory, EveryDatabase]
    public async Task Wait_LongerThanTheTimeout_LeavesTheSessionGood(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("remote", Remote);
        HeldSession? session = null;
        var waited = default(DateTimeOffset);
        room.Twin.Scripts["remote.sh"] = async (run, _) =>
        {
            await run.OnWaiting.ShouldNotBeNull()("waiting for twin lab");
            room.Time.Advance(TimeSpan.FromMinutes(9));
            await run.OnWaiting(null);
            waited = room.Time.GetUtcNow();
            session = await room.Get<RunSessions>().FindAsync(run.RunId, CancellationToken.None);
            return new TwinSucceeded();
        };
        await room.StartAsync("remote");

        await room.InvokeAsync();

        session.ShouldNotBeNull().ExpiresAt.ShouldBe(UnixMicros.FromUnixMicros(waited.ToUnixMicros()) + TimeSpan.FromMinutes(6));
        session.Ended.ShouldBeNull();
    }
}
