using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.TestKit.Databases;
using Twinyard.Workflows.Replays;

namespace Twinyard.Workflows.Tests.Replays;

public sealed class WorkflowReplayTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task ReplayAsync_AnotherPattern_TellsWhatIsTheSameAndWhatOnlyOneOfThemDoes(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("react", OnEvent("{ source: [plant] }"));
        var made = await PublishAsync(room, "plant", "part.made");
        var scrapped = await PublishAsync(room, "plant", "part.scrapped");
        var asked = await PublishAsync(room, "office", "part.asked-for");
        await PublishAsync(room, "office", "lunch");
        await room.DispatchEventsAsync();
        await room.InvokeAsync();
        room.Time.Advance(TimeSpan.FromMinutes(1));
        var before = (await room.LedgerAsync("react")).Count;
        var events = await room.EventsAsync();

        var replay = await ReplayAsync(room, ("react", OnEvent("{ source: [plant, office], detail-type: [part.made, part.asked-for] }")));

        replay.Effects.OrderBy(effect => effect.EventId == made ? 0 : effect.EventId == scrapped ? 1 : 2)
            .Select(effect => (effect.Name, effect.EventId, effect.Now, effect.Proposed))
            .ShouldBe([("react", made, "ran", "run"), ("react", scrapped, "ran", null), ("react", asked, null, "run")]);
        replay.Effects.Single(effect => effect.EventId == asked).Cause.ShouldContain("office");
        replay.Effects.Single(effect => effect.EventId == scrapped).Cause.ShouldBe("""{"source":["plant"]}""");
        (replay.Until, replay.CutBecause).ShouldBe((room.Time.GetUtcNow(), null));
        (await room.LedgerAsync("react")).Count.ShouldBe(before);
        (await room.EventsAsync()).ShouldBe(events);
        room.Twin.Runs.Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_AnotherSchedule_KeepsTheTicksThatBothHave(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("tick", OnSchedule("cron(0 * * * ? *)"));
        for (var hour = 1; hour <= 3; hour++)
        {
            room.Time.Advance(TimeSpan.FromHours(1));
            await room.TickAsync();
            await room.InvokeAsync();
        }

        var replay = await ReplayAsync(room, ("tick", OnSchedule("cron(0/30 * * * ? *)")));

        // The tick at the end of the window is not part of it.
        Told(replay).ShouldBe("0:00 -/run, 0:30 -/run, 1:00 ran/run, 1:30 -/run, 2:00 ran/run, 2:30 -/run");
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_AfterALongGap_MeetsTheLineThatSumsItUp(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        const string Schedule = "cron(0 * * * ? *)";
        await room.DeployAsync("tick", OnSchedule(Schedule, "none"));
        room.Time.Advance(TimeSpan.FromHours(200.5));
        await room.TickAsync();

        var same = await ReplayAsync(room, ("tick", OnSchedule(Schedule, "none")));
        var other = await ReplayAsync(room, ("tick", OnSchedule("cron(30 * * * ? *)", "none")));

        same.Effects.Count.ShouldBe(201, "the tick at the deploy itself was never due");
        same.Effects.Count(effect => effect.Now is null).ShouldBe(1);
        same.Effects.ShouldAllBe(effect => effect.Proposed == "run");
        var summed = other.Effects.Single(effect => effect.Now?.EndsWith("(100 ticks)", StringComparison.Ordinal) == true);
        (summed.At, summed.Proposed).ShouldBe((WorkflowRoom.Start.AddHours(1), null));
        summed.Now.ShouldNotBeNull().ShouldStartWith("missed: ");
    }

    [Theory]
    [InlineData("skip", "run | skipped")]
    [InlineData("queue-one", "run | skipped")]
    [InlineData("queue-all", "run | run")]
    [InlineData("cancel-other", "superseded | run")]
    [InlineData("allow", "run | run")]
    public async Task ReplayAsync_TwoTicksAtTheSameMoment_AreJudgedByTheOverlapPolicyAsTheTickerJudgesThem(string overlap, string expected)
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        var manifest = $"run: {{ script: work.sh, overlap: {overlap} }}\ntriggers: [ {{ schedule: cron(0 1 * * ? *) }}, {{ schedule: cron(0 1 1 * ? *) }} ]\nrole: evaluator\n";
        await room.DeployAsync("tick", manifest);
        room.Time.Advance(TimeSpan.FromHours(1));
        await room.TickAsync();
        room.Time.Advance(TimeSpan.FromHours(1));

        var replay = await ReplayAsync(room, ("tick", manifest));

        string.Join(" | ", replay.Effects.Select(effect => effect.Proposed!.Split(':')[0])).ShouldBe(expected);
        replay.Effects.Select(effect => effect.Now!.Split(':')[0].Replace("pending", "run")).ShouldBe(expected.Split(" | "));
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_EventsOfItsOwnRuns_AreSkippedThereToo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        var manifest = OnEvent("{ source: [twinyard.workflows], detail-type: [run.succeeded] }");
        await room.DeployAsync("react", manifest);
        await room.StartAsync("react");
        await room.InvokeAsync();
        await room.DispatchEventsAsync();
        room.Time.Advance(TimeSpan.FromMinutes(1));

        var effect = (await ReplayAsync(room, ("react", manifest))).Effects.ShouldHaveSingleItem();

        effect.Proposed.ShouldNotBeNull().ShouldContain("its own runs");
        effect.Now.ShouldBe(effect.Proposed);
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_WorkflowThatIsNotProposedAnyMore_HappenedOnlyNow(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("react", OnEvent("{ source: [plant] }"));
        await PublishAsync(room, "plant", "part.made");
        await room.DispatchEventsAsync();
        room.Time.Advance(TimeSpan.FromMinutes(1));

        var replay = await Replay(room).ReplayAsync(new ReplayedDeclarations(new Dictionary<string, string>(), ["react"], WorkflowRoom.Start, room.Time.GetUtcNow()), None);

        var effect = replay.Effects.ShouldHaveSingleItem();
        (effect.Name, effect.Now, effect.Proposed).ShouldBe(("react", "pending", null));
    }

    [Fact]
    public async Task ReplayAsync_MoreTicksThanTheBound_EndsThereAndSaysSo()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        await room.DeployAsync("react", OnEvent("{ source: [plant] }"));
        var early = await PublishAsync(room, "plant", "part.made");
        room.Time.Advance(TimeSpan.FromDays(2));
        await PublishAsync(room, "plant", "part.made");
        room.Time.Advance(TimeSpan.FromHours(1));

        var replay = await ReplayAsync(room, ("react", OnEvent("{ source: [plant] }")), ("tick", OnSchedule("rate(1 second)")));

        replay.Until.ShouldBe(WorkflowRoom.Start.AddSeconds(ReplayWindow.MostTicks + 1));
        replay.CutBecause.ShouldNotBeNull().ShouldContain("rate(1 second) of tick");
        replay.Effects.Count(effect => effect.Name == "tick").ShouldBe(ReplayWindow.MostTicks);
        replay.Effects.Where(effect => effect.Name == "react").ShouldHaveSingleItem().EventId.ShouldBe(early);
    }

    // With what is deployed, on a server that was up all the time and whose runs end at once, everything is as it was.
    [Theory, EveryDatabase]
    public async Task ReplayAsync_OfWhatIsDeployed_ChangesNothing(DatabaseEngine engine)
    {
        string[] sources = ["a", "b", "c"];
        string[] schedules = ["rate(7 minutes)", "cron(0/5 * * * ? *)", "cron(3,13 0-2 * * ? *)", "at(2026-01-01T00:20:00)"];
        var trigger = Gen.Select(
            Gen.Bool,
            Gen.OneOf(sources).Array[1, 2],
            Gen.OneOf(schedules),
            (onEvent, chosen, schedule) => onEvent ? $"{{ event: {{ source: [{string.Join(", ", chosen.Distinct())}] }} }}" : $"{{ schedule: \"{schedule}\" }}");
        var workflow = Gen.Select(trigger.Array[1, 3], Gen.OneOf("skip", "allow", "queue-all"));
        var happenings = Gen.OneOf("a", "b", "c", "").Array[10, 40];

        await Gen.Select(workflow, workflow, happenings).SampleAsync(
            async (one, two, minutes) =>
            {
                await using var room = await WorkflowRoom.CreateAsync(engine);
                (string Name, string Manifest)[] deployed = [("one", Manifest(one)), ("two", Manifest(two))];
                foreach (var (name, manifest) in deployed)
                {
                    await room.DeployAsync(name, manifest);
                }

                // Ticks at the moment of the deploy are never due.
                room.Time.Advance(TimeSpan.FromSeconds(1));
                var from = room.Time.GetUtcNow();
                foreach (var source in minutes)
                {
                    room.Time.Advance(TimeSpan.FromSeconds(59));
                    await room.TickAsync();
                    await room.InvokeAsync();
                    room.Time.Advance(TimeSpan.FromSeconds(1));
                    await room.TickAsync();
                    await room.InvokeAsync();
                    room.Time.Advance(TimeSpan.FromMilliseconds(1));
                    if (source.Length > 0)
                    {
                        await PublishAsync(room, source, "x");
                    }

                    await room.DispatchEventsAsync();
                    await room.InvokeAsync();
                }

                room.Time.Advance(TimeSpan.FromMilliseconds(1));
                await room.TickAsync();

                var replay = await ReplayAsync(room, from, deployed);

                replay.Effects.Where(effect => effect.Now is null || effect.Proposed is null).ShouldBeEmpty();
                replay.Effects.Count.ShouldBe((await room.LedgerAsync("one")).Count + (await room.LedgerAsync("two")).Count);
            },
            iter: engine == DatabaseEngine.Sqlite ? 8 : 4,
            threads: 1);

        static string Manifest((string[] Triggers, string Overlap) workflow) =>
            $"run: {{ script: work.sh, overlap: {workflow.Overlap} }}\ntriggers: [ {string.Join(", ", workflow.Triggers.Distinct())} ]\nrole: evaluator\n";
    }

    private static IResourceReplay Replay(WorkflowRoom room) => room.Get<IEnumerable<IResourceReplay>>().Single();

    private static Task<ResourceReplay> ReplayAsync(WorkflowRoom room, params (string Name, string Manifest)[] proposed) => ReplayAsync(room, WorkflowRoom.Start, proposed);

    private static Task<ResourceReplay> ReplayAsync(WorkflowRoom room, DateTimeOffset from, params (string Name, string Manifest)[] proposed)
    {
        var kind = room.Get<IEnumerable<IResourceKind>>().Single(kind => kind.Kind == "workflow");
        string Specification(string name, string manifest) =>
            kind.Read(new ResourceDeclaration("workflow", name, ManifestDocument.Parse("workflow.yaml", manifest).Value, _ => true)).Specification;
        return Replay(room).ReplayAsync(
            new ReplayedDeclarations(proposed.ToDictionary(one => one.Name, one => Specification(one.Name, one.Manifest)), [], from, room.Time.GetUtcNow()), None);
    }

    private static string Told(ResourceReplay replay) => string.Join(
        ", ", replay.Effects.OrderBy(effect => effect.At).Select(effect => $"{effect.At:H:mm} {effect.Now ?? "-"}/{effect.Proposed ?? "-"}"));

    private static Task<string> PublishAsync(WorkflowRoom room, string source, string detailType) =>
        room.Get<IEventBus>().PublishAsync(new NewEvent(source, detailType, new JsonObject()), None);

    private static string OnEvent(string pattern) => $"run: {{ script: work.sh, overlap: allow }}\ntriggers: [ {{ event: {pattern} }} ]\nrole: evaluator\n";

    private static string OnSchedule(string schedule, string catchUp = "last") =>
        $"run: {{ script: work.sh, overlap: allow }}\ntriggers: [ {{ schedule: \"{schedule}\", catch-up: {catchUp} }} ]\nrole: evaluator\n";
}
