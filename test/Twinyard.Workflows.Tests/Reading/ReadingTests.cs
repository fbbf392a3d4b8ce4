using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Workflows.Tests.Reading;

public sealed class ReadingTests
{
    private const string Hourly = """
        run: { script: work.sh }
        triggers:
          - { schedule: cron(0 * * * ? *), catch-up: none }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task Ledger_OfOneOutcome_PagesOverItsLinesAlone(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Hourly);
        room.Time.Advance(TimeSpan.FromMinutes(150));
        await room.TickAsync();
        await room.StartAsync("hourly");
        room.Time.Advance(TimeSpan.FromMinutes(60));
        await room.TickAsync();

        var newest = (await room.Workflows.LedgerAsync("hourly", new LedgerFilter(Outcome: "missed"), new PageRequest(null, 2), CancellationToken.None)).Value;
        var older = (await room.Workflows.LedgerAsync("hourly", new LedgerFilter(Outcome: "missed"), new PageRequest(newest.Next, 2), CancellationToken.None)).Value;

        newest.Items.Concat(older.Items).ShouldAllBe(entry => entry.Outcome == "missed");
        newest.Items.Concat(older.Items).Select(entry => entry.DueAt.Hour).ShouldBe([3, 2, 1]);
        older.Next.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Ledger_OfAnUnknownOutcome_SuggestsTheNearest(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Hourly);

        var answer = await room.Workflows.LedgerAsync("hourly", new LedgerFilter(Outcome: "mised"), new PageRequest(null, null), CancellationToken.None);

        answer.Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("missed");
    }

    [Theory, EveryDatabase]
    public async Task Run_TellsWhenItsOutputsWereDecided(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("hourly", Hourly);
        var started = await room.StartAsync("hourly");
        started.CommittedAt.ShouldBeNull();
        room.Time.Advance(TimeSpan.FromMinutes(1));

        await room.InvokeAsync();

        (await room.RunAsync(started.Summary.Id)).CommittedAt.ShouldBe(room.Time.GetUtcNow());
    }
}
