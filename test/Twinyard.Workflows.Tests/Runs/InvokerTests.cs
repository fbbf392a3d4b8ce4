using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class InvokerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Invoke_AClaimFailsWhileARunIsUnderWay_OthersDoNotWaitForItsEnd(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("long", "run: { script: long.sh }\nrole: evaluator");
        await room.DeployAsync("other", "run: { script: other.sh }\nrole: evaluator");
        var underWay = room.Twin.Waits("long.sh");
        var other = room.Twin.Waits("other.sh");
        await room.StartAsync("long");
        var invoking = room.InvokeAsync();
        await underWay.Started.Task;

        await MoveVersionAsync(room, "c1", "gone");
        await PlaceAsync(room);
        await room.ServerLog.LoggedAsync(1307).WaitAsync(TimeSpan.FromSeconds(30));
        await MoveVersionAsync(room, "gone", "c1");
        room.Get<Workflows.Runs.RunQueueSignal>().Raise();

        await other.Started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        underWay.Open.SetResult();
        other.Open.SetResult();
        await invoking;
    }

    [Theory, EveryDatabase]
    public async Task StartUp_OutputFoldersOfEndedRuns_AreSweptAndOthersKept(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("long", "run: { script: long.sh }\nrole: evaluator");
        var gate = room.Twin.Waits("long.sh");
        var run = await room.StartAsync("long");
        var invoking = room.InvokeAsync();
        await gate.Started.Task;
        var left = Directory.CreateDirectory(Path.Combine(room.Home.Outputs, "0198aaaa-0000-7000-8000-000000000000-1", "tables")).Parent;

        await using var restarted = room.Another();
        await restarted.StartUpAsync();

        Directory.GetDirectories(room.Home.Outputs).ShouldBe([Path.Combine(room.Home.Outputs, $"{run.Summary.Id}-1")], $"{left} belongs to nobody");
        gate.Open.SetResult();
        await invoking;
    }

    private static Task MoveVersionAsync(WorkflowRoom room, string from, string to) => room.Database.WriteAsync(
        session => session.ExecuteAsync("UPDATE workflow_versions SET commit_id = @to WHERE workflow = 'other' AND commit_id = @from", new { from, to }, None), None);

    // Not through the room's own API, which reads the version that is missing now.
    private static Task PlaceAsync(WorkflowRoom room) => room.Database.WriteAsync(
        async session =>
        {
            var placement = room.Get<Workflows.Placement.OccurrencePlacement>();
            var place = (await placement.OpenAsync("other", session, None)).ShouldNotBeNull();
            await placement.PlaceAsync(
                place,
                new Workflows.Placement.NewOccurrence { TriggerId = "t", TriggerKind = "manual", Reference = "r", Label = "test", DueAt = 0 },
                session,
                None);
        },
        None);
}
