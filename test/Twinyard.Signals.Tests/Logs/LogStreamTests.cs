using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Logs;

namespace Twinyard.Signals.Tests.Logs;

public sealed class LogStreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task ReadAsync_FromALine_GivesTheRest()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var logs = fixture.Get<ILogStreams>();
        await logs.AppendAsync("run/1", [Line("a"), Line("b\nwith \"quotes\" and ü")], None);
        await logs.AppendAsync("run/1", [Line("c")], None);

        var lines = await logs.ReadAsync("run/1", 1, follow: false, None).ToListAsync(None);

        lines.ShouldBe([Line("b\nwith \"quotes\" and ü"), Line("c")]);
        (await logs.ReadAsync("run/other", 0, follow: false, None).ToListAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadAsync_Following_SeesEveryLineAndEndsWithTheStream()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var logs = fixture.Get<ILogStreams>();
        var follower = logs.ReadAsync("run/1", 0, follow: true, None).ToListAsync(None).AsTask();

        for (var i = 0; i < 200; i++)
        {
            await logs.AppendAsync("run/1", [Line($"{i}")], None);
        }

        await logs.CompleteAsync("run/1", None);

        (await follower.WaitAsync(TimeSpan.FromSeconds(20))).Select(line => line.Text).ShouldBe(Enumerable.Range(0, 200).Select(i => $"{i}"));
        (await logs.ReadAsync("run/1", 199, follow: true, None).ToListAsync(None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AppendAsync_BeyondTheBound_DropsAndCounts()
    {
        await using var fixture = await SignalsFixture.StartAsync(configuration: ("Logs:MaximumStreamBytes", "2048"));
        var logs = fixture.Get<ILogStreams>();

        for (var i = 0; i < 100; i++)
        {
            await logs.AppendAsync("run/1", [Line(new string('x', 100))], None);
        }

        await logs.CompleteAsync("run/1", None);
        var lines = await logs.ReadAsync("run/1", 0, follow: false, None).ToListAsync(None);

        lines.Count.ShouldBeLessThan(20);
        lines[^2].Text.ShouldContain("is dropped and counted");
        var kept = lines.Count(line => line.Source == "stdout");
        lines[^1].ShouldSatisfyAllConditions(line => line.Source.ShouldBe("twinyard"), line => line.Text.ShouldBe($"{100 - kept} more line(s) were dropped."));
    }

    [Fact]
    public async Task ReadAsync_LastLineTornByACrash_IsSkippedAndTheNextOneIsWhole()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var logs = fixture.Get<ILogStreams>();
        await logs.AppendAsync("run/1", [Line("a")], None);
        await File.AppendAllTextAsync(Path.Combine(fixture.Folder, "logs", "run", "1.ndjson"), "{\"at\":\"2026-0");

        (await logs.ReadAsync("run/1", 0, follow: false, None).ToListAsync(None)).Select(line => line.Text).ShouldBe(["a"]);
        await logs.AppendAsync("run/1", [Line("b")], None);

        (await logs.ReadAsync("run/1", 0, follow: false, None).ToListAsync(None)).Select(line => line.Text).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("run/../../x")]
    [InlineData("run/.hidden")]
    [InlineData("run")]
    [InlineData("run/a b")]
    [InlineData("/run/a")]
    [InlineData("run/a\n")]
    public async Task AppendAsync_NameLeadsElsewhere_IsRefused(string stream)
    {
        await using var fixture = await SignalsFixture.StartAsync();

        await Should.ThrowAsync<ArgumentException>(() => fixture.Get<ILogStreams>().AppendAsync(stream, [Line("a")], None));
    }

    [Fact]
    public async Task Catalog_Streams_ByPrefixAndPage()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        var logs = fixture.Get<ILogStreams>();
        foreach (var stream in new[] { "run/b", "run/a", "check/p1/unit" })
        {
            await logs.AppendAsync(stream, [Line("x")], None);
        }

        await logs.CompleteAsync("run/a", None);
        var catalog = fixture.Get<LogCatalog>();

        catalog.List(null, new PageRequest(null, null)).Items.Select(item => item.Stream).ShouldBe(["check/p1/unit", "run/a", "run/b"]);
        catalog.List("run/", new PageRequest(null, 1)).ShouldSatisfyAllConditions(
            page => page.Items.Single().ShouldSatisfyAllConditions(item => item.Stream.ShouldBe("run/a"), item => item.Complete.ShouldBeTrue()),
            page => page.Next.ShouldBe("run/a"));
    }

    [Fact]
    public async Task Retention_OldStreams_AreDeleted()
    {
        await using var fixture = await SignalsFixture.StartAsync();
        await fixture.Get<ILogStreams>().AppendAsync("run/old", [Line("x")], None);
        await fixture.Get<ILogStreams>().AppendAsync("run/new", [Line("x")], None);
        File.SetLastWriteTimeUtc(Path.Combine(fixture.Folder, "logs", "run", "old.ndjson"), fixture.Time.GetUtcNow().UtcDateTime.AddDays(-31));
        File.SetLastWriteTimeUtc(Path.Combine(fixture.Folder, "logs", "run", "new.ndjson"), fixture.Time.GetUtcNow().UtcDateTime.AddDays(-29));

        await fixture.RunAsync("log-retention");

        fixture.Get<LogCatalog>().List(null, new PageRequest(null, null)).Items.Select(item => item.Stream).ShouldBe(["run/new"]);
    }

    private static LogLine Line(string text) => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "stdout", text);
}
