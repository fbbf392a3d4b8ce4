using System.Text.Json.Nodes;
using CsCheck;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Replays;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Replays;

public sealed class ReplayPropertyTests
{
    private const int Minutes = 6;

    private static readonly CancellationToken None = CancellationToken.None;

    // Times that fall into few minutes in any order, so that minutes are longer and shorter than a batch, and the clock has stepped back between events.
    private static readonly Gen<int[]> Seconds = Gen.Int[0, (Minutes * 60) - 1].Array[0, (ReplayWork.Batch * 3) + 20];

    // After so many events the replay breaks off.
    private static readonly Gen<int[]> Crashes = Gen.Int[0, ReplayWork.Batch * 2].Array[0, 6];

    [Theory, EveryDatabase]
    public async Task Replay_BrokenOffAnywhere_PublishesEachEventOnceInOrderOfMinute(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        var round = 0;
        await Gen.Select(Seconds, Crashes, Gen.Bool).SampleAsync(
            async (seconds, crashes, oneMinute) =>
            {
                round++;
                var given = oneMinute ? [.. seconds.Select(second => second % 60)] : seconds;
                var from = await PublishAsync(test, round, given);
                var name = $"replay-{round}";
                var request = new ReplayRequest(name, from.AddMinutes(1), from.AddMinutes(Minutes - 1), null);
                (await test.Replays.StartAsync(request, new Principal(Principal.User, "alice", "owner"), None)).IsOk.ShouldBeTrue();

                foreach (var crash in crashes)
                {
                    test.Ids.Left = crash;
                    await test.ReplayAsync();
                }

                test.Ids.Left = null;
                await test.ReplayAsync();

                var expected = given.Select((second, i) => (Minute: second / 60, Name: $"{round}.{i}"))
                    .Where(one => one.Minute is >= 1 and < Minutes - 1)
                    .OrderBy(one => one.Minute)
                    .Select(one => one.Name);
                (await ReplayedAsync(test, name)).ShouldBe(expected);
                var replay = (await test.Replays.FindAsync(name, None)).Value;
                replay.State.ShouldBe("completed");
                (replay.Read, replay.Published).ShouldBe((replay.Events ?? -1, replay.Events ?? -1));
            },
            iter: 12,
            threads: 1);
    }

    /// <returns>The beginning of the round's first minute.</returns>
    private static async Task<DateTimeOffset> PublishAsync(EventsTest test, int round, int[] seconds)
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(round);
        await test.Database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < seconds.Length; i++)
                {
                    await test.Bus.PublishAsync(new NewEvent("test", $"{round}.{i}", new JsonObject()) { Id = $"{round}.{i}" }, session, None);
                }
            },
            None);
        var rows = seconds.Select((second, i) => new { Id = $"{round}.{i}", At = from.AddSeconds(second).ToUnixMicros() });
        await test.Database.WriteAsync(
            session => session.ExecuteAsync(
                $"UPDATE event_arrivals SET at = r.at FROM {session.Rows("r", "@Rows", "id text, at bigint")} WHERE event_arrivals.id = r.id", new { Rows = JsonRows.Of(rows) }, None),
            None);
        return from;
    }

    private static async Task<IReadOnlyList<string>> ReplayedAsync(EventsTest test, string name)
    {
        var page = await test.History.ListAsync(null, null, new PageRequest(null, PageRequest.MaximumSize), None);
        return [.. page.Items.Reverse().Where(envelope => envelope.Replay?.Name == name).Select(envelope => envelope.DetailType)];
    }
}
