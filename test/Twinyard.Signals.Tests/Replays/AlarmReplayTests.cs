using System.Globalization;
using CsCheck;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Metrics;
using Twinyard.TestKit.Databases;

namespace Twinyard.Signals.Tests.Replays;

public sealed class AlarmReplayTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task ReplayAsync_ALowerThreshold_IsRaisedOnceMoreThanNow(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await ApplyAsync(fixture, "evaluate/rmse", Alarm("> 30"));
        var from = fixture.Time.GetUtcNow();
        foreach (var value in (double[])[10, 40, 10, 25, 10])
        {
            await PutAsync(fixture, "rmse", value);
            await LiveAsync(fixture, 12);
        }

        var events = (await fixture.EventsAsync()).Count;

        var replay = await ReplayAsync(fixture, from, ("evaluate/rmse", Alarm("> 20")));

        replay.Effects.Select(effect => (effect.At, effect.Now is null)).ShouldBe([(from.AddMinutes(2), false), (from.AddMinutes(6), true)]);
        var same = replay.Effects[0];
        same.Proposed.ShouldBe($"from 2026-03-01 12:02:00 UTC to 2026-03-01 12:05:00 UTC: 1 of 1 data points were > 20 (needed: 1 of 1). Newest: 40.");
        same.Now.ShouldNotBeNull().ShouldContain("1 of 1 data points were > 30");
        replay.Effects[1].Cause.ShouldBe("avg rmse > 20 in a period of 60s");
        (replay.Until, replay.CutBecause).ShouldBe((fixture.Time.GetUtcNow(), null));
        (await fixture.EventsAsync()).Count.ShouldBe(events);
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_AlarmsThatAreNewOrGone_AreOnlyOnOneSide(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await ApplyAsync(fixture, "old", Alarm("> 30"));
        var from = fixture.Time.GetUtcNow();
        await PutAsync(fixture, "rmse", 40);
        await LiveAsync(fixture, 6);

        var replay = await Replay(fixture).ReplayAsync(
            new ReplayedDeclarations(new Dictionary<string, string> { ["new"] = Alarm("> 35") }, ["old"], from, fixture.Time.GetUtcNow()), None);

        replay.Effects.Select(effect => (effect.Name, effect.Now is null, effect.Proposed is null)).ShouldBe([("new", true, false), ("old", false, true)]);
    }

    [Theory, EveryDatabase]
    public async Task ReplayAsync_FromTheMiddleOfAnAlarm_HasItFromTheBeginningOnBothSides(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        await ApplyAsync(fixture, "evaluate/rmse", Alarm("> 30"));
        await PutAsync(fixture, "rmse", 40);
        await LiveAsync(fixture, 3);
        var from = fixture.Time.GetUtcNow();
        await LiveAsync(fixture, 24);

        var effect = (await ReplayAsync(fixture, from, ("evaluate/rmse", Alarm("> 30")))).Effects.ShouldHaveSingleItem();
        var gone = (await Replay(fixture).ReplayAsync(
            new ReplayedDeclarations(new Dictionary<string, string>(), ["evaluate/rmse"], from, fixture.Time.GetUtcNow()), None)).Effects.ShouldHaveSingleItem();

        (gone.At, gone.Cause, gone.Proposed).ShouldBe((from, "avg rmse > 30 in a period of 60s", null));
        effect.At.ShouldBe(from);
        effect.Now.ShouldNotBeNull().ShouldContain("It was raised before.");
        effect.Proposed.ShouldBe(effect.Now);
    }

    // The evaluation itself, run every ten seconds and whenever data comes in, is the measure: what is deployed is raised and cleared at the same times.
    [Theory, EveryDatabase]
    public async Task ReplayAsync_OfWhatIsDeployed_IsWhatHappened(DatabaseEngine engine)
    {
        await using var fixture = await SignalsFixture.StartAsync(engine);
        var round = 0;
        var step = Gen.Select(Gen.Int[0, 4], Gen.Double[0, 40], (chance, value) => chance < 3 ? (double?)null : value);
        var alarm = Gen.Select(
            Gen.OneOf("avg", "min", "max", "sum", "count"), Gen.OneOf("> 20", "<= 12", ">= 1"), Gen.OneOf("1 of 1", "2 of 3"),
            Gen.OneOf("missing", "ignore", "breaching", "notBreaching"), Gen.OneOf(20, 60));
        await Gen.Select(alarm, step.Array[20, 60]).SampleAsync(
            async (chosen, steps) =>
            {
                var name = $"round-{++round}";
                var specification = Alarm(chosen.Item2, name, chosen.Item1, chosen.Item3, chosen.Item4, chosen.Item5);
                var from = fixture.Time.GetUtcNow();
                await ApplyAsync(fixture, name, specification);
                await fixture.RunAsync("alarms");
                foreach (var value in steps)
                {
                    fixture.Time.Advance(TimeSpan.FromSeconds(7));
                    if (value is { } given)
                    {
                        await PutAsync(fixture, name, given);
                        await fixture.RunAsync("alarms");
                    }

                    fixture.Time.Advance(TimeSpan.FromSeconds(3));
                    await fixture.RunAsync("alarms");
                }

                fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
                var replay = await ReplayAsync(fixture, from, (name, specification));
                fixture.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
                await DeleteAsync(fixture, name);

                replay.Effects.Where(effect => effect.Now != effect.Proposed).ShouldBeEmpty();
            },
            iter: 8,
            threads: 1);
    }

    private static IResourceReplay Replay(SignalsFixture fixture) => fixture.Get<IEnumerable<IResourceReplay>>().Single();

    private static Task<ResourceReplay> ReplayAsync(SignalsFixture fixture, DateTimeOffset from, params (string Name, string Specification)[] proposed) =>
        Replay(fixture).ReplayAsync(new ReplayedDeclarations(proposed.ToDictionary(one => one.Name, one => one.Specification), [], from, fixture.Time.GetUtcNow()), None);

    private static async Task LiveAsync(SignalsFixture fixture, int tenSeconds)
    {
        for (var i = 0; i < tenSeconds; i++)
        {
            await fixture.RunAsync("alarms");
            fixture.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private static Task PutAsync(SignalsFixture fixture, string name, double value) => fixture.Get<IMetrics>().PutAsync(
        Guid.CreateVersion7().ToString(), [new MetricDatum("test", name, value, "", fixture.Time.GetUtcNow(), new Dictionary<string, string>())], None);

    private static Task ApplyAsync(SignalsFixture fixture, string name, string specification) => fixture.Database.WriteAsync(
        session => fixture.AlarmKind.ApplyAsync(name, specification, new DeployContext("c1", "p1", "alice", "bob", fixture.Time.GetUtcNow()), session, None), None);

    private static Task DeleteAsync(SignalsFixture fixture, string name) => fixture.Database.WriteAsync(
        session => fixture.AlarmKind.DeleteAsync(name, new DeployContext("c1", "p1", "alice", "bob", fixture.Time.GetUtcNow()), session, None), None);

    private static string Alarm(string threshold, string metric = "rmse", string statistic = "avg", string datapoints = "1 of 1", string missing = "notBreaching", int period = 60) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"namespace":"test","metric":"{{metric}}","statistic":"{{statistic}}","dimensions":{},"period":"{{period}}s","threshold":"{{threshold}}",
             "datapoints":"{{datapoints}}","missing":"{{missing}}","notify":[]}
            """);
}
