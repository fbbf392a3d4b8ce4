using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Replays;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>The event explorer and the pattern tester beside it.</summary>
public sealed class EventsTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    [Fact]
    public async Task Filter_SourceAndType_ShowsThoseEventsAlone()
    {
        await PublishAsync("filtered.source", "kept", 1);
        await PublishAsync("filtered.source", "other", 1);
        var page = await OpenAsync("/events");

        await page.GetByLabel("Source", new() { Exact = true }).FillAsync("filtered.source");
        await page.GetByLabel("Detail type").FillAsync("kept");
        await page.GetByLabel("Detail type").PressAsync("Enter");

        await Expect(Events(page)).ToHaveCountAsync(1);
        await Expect(Events(page)).ToContainTextAsync("kept");
        new Uri(page.Url).Query.ShouldBe("?source=filtered.source&type=kept");
    }

    [Fact]
    public async Task Older_ShowsTheRestOfTheList()
    {
        await PublishAsync("many.events", "counted", 60);
        var page = await OpenAsync("/events?source=many.events");
        await Expect(Events(page)).ToHaveCountAsync(50);

        await page.GetByRole(AriaRole.Link, new() { Name = "Older", Exact = true }).ClickAsync();
        await Expect(Events(page)).ToHaveCountAsync(10);
        await page.GetByRole(AriaRole.Link, new() { Name = "Newest", Exact = true }).ClickAsync();

        await Expect(Events(page)).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task Event_Opened_ShowsItsEnvelope()
    {
        await PublishAsync("opened.event", "looked-at", 1);
        var page = await OpenAsync("/events?source=opened.event");

        await Events(page).First.GetByRole(AriaRole.Button).First.ClickAsync();

        await Expect(page.Locator(".event-body pre")).ToContainTextAsync("\"detail-type\": \"looked-at\"");
        await Expect(page.Locator(".event-body pre")).ToContainTextAsync("\"number\": 1");
    }

    [Fact]
    public async Task Tester_ChosenEvent_SaysMatchOrTheFirstFieldThatFails()
    {
        await PublishAsync("tested.event", "weighed", 1);
        var page = await OpenAsync("/events?source=tested.event");
        await Events(page).First.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "test a pattern against it" }).ClickAsync();
        await Expect(page.GetByLabel("Pattern")).ToBeFocusedAsync();

        await page.GetByLabel("Pattern").FillAsync("""{ "source": ["tested.event"], "detail": { "number": [{ "numeric": ["<", 5] }] } }""");
        await Expect(page.Locator(".verdict")).ToContainTextAsync("match");
        await Expect(page.Locator(".verdict.good")).ToBeVisibleAsync();

        await page.GetByLabel("Pattern").FillAsync("""{ "source": ["tested.event"], "detail": { "number": [{ "numeric": [">", 5] }] } }""");
        await Expect(page.Locator(".verdict")).ToContainTextAsync("no match");
        await Expect(page.Locator(".verdict code")).ToHaveTextAsync("detail.number");
    }

    [Fact]
    public async Task Tester_InvalidPattern_SaysWhereAndWhy()
    {
        await PublishAsync("tested.event", "weighed", 1);
        var page = await OpenAsync("/events?source=tested.event");
        await Events(page).First.GetByRole(AriaRole.Button).First.ClickAsync();

        await page.GetByLabel("Pattern").FillAsync("{\n  \"source\": [oops]\n}");
        await Expect(page.Locator(".verdict.bad")).ToContainTextAsync("line 2, column 14");

        await page.GetByLabel("Pattern").FillAsync("""{ "detail": { "number": [{ "nummeric": [">", 5] }] } }""");
        await Expect(page.Locator(".verdict.bad")).ToContainTextAsync("detail.number");
    }

    [Fact]
    public async Task Tester_PastedJson_IsTested()
    {
        var page = await OpenAsync("/events");

        await page.GetByLabel("Pattern").FillAsync("""{ "source": ["my.app"] }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "pasted" }).ClickAsync();
        await page.GetByLabel("Event", new() { Exact = true }).FillAsync("""{ "source": "your.app" }""");
        await Expect(page.Locator(".verdict")).ToContainTextAsync("no match");
        await page.GetByLabel("Event", new() { Exact = true }).FillAsync("""{ "source": "my.app" }""");

        await Expect(page.Locator(".verdict.good")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tester_Count_SaysHowManyMatchAndWhereTheOthersFail()
    {
        await PublishAsync("counted.source", "counted", 3);
        var page = await OpenAsync("/events");

        await page.GetByLabel("Pattern").FillAsync("""{ "source": ["counted.source"] }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Count matches" }).ClickAsync();

        await Expect(page.Locator(".counted")).ToContainTextAsync("3 of");
        await Expect(page.Locator(".counted li")).ToContainTextAsync("fail first at source");
        await page.Locator(".counted").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".event-body pre")).ToContainTextAsync("counted.source");
    }

    [Fact]
    public async Task EventsPage_AnOpenEventOnAPhone_HasNoHorizontalScroll()
    {
        await PublishAsync("opened.event", "looked-at", 1);
        var page = await OpenAsync("/events?source=opened.event", new() { ViewportSize = new() { Width = 390, Height = 844 } });

        await Events(page).First.GetByRole(AriaRole.Button).First.ClickAsync();

        await Expect(page.Locator(".event-body pre")).ToBeVisibleAsync();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    [Fact]
    public async Task DeadLetters_Listed_OpenTheirEvent()
    {
        var page = await OpenAsync("/events");

        await page.GetByRole(AriaRole.Link, new() { Name = "Dead letters" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Table, new() { Name = "Dead letters" }).GetByRole(AriaRole.Row).Nth(1);
        await Expect(row).ToContainTextAsync("workflows.triggers");
        await Expect(row).ToContainTextAsync("the mail server did not answer");
        await row.GetByRole(AriaRole.Link, new() { Name = "letter.refused" }).ClickAsync();
        await Expect(page.Locator(".event-body pre")).ToContainTextAsync("letter.refused");
    }

    [Fact]
    public async Task DeadLetters_Redriven_AreDelivered()
    {
        var page = await OpenAsync("/events/dead-letters");
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Dead letters" }).GetByRole(AriaRole.Row).Nth(1);

        await row.GetByRole(AriaRole.Button, new() { Name = "Redrive" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Redrive" }).ClickAsync();

        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Redrive" })).ToHaveCountAsync(0);
        await Expect(row).ToContainTextAsync("delivered");
    }

    [Fact]
    public async Task Replays_Listed_AndTheirEventsSaySo()
    {
        await PublishAsync("replayed.source", "said", 1);
        var now = TimeProvider.System.GetUtcNow();
        var started = await console.Server.Services.GetRequiredService<IEventReplays>().StartAsync(
            new ReplayRequest("browser-replay", now.AddHours(-1), now, """{ "source": ["replayed.source"] }"""), Owner, CancellationToken.None);
        started.IsOk.ShouldBeTrue(started.Error?.ToString());
        var page = await OpenAsync("/events");

        await page.GetByRole(AriaRole.Link, new() { Name = "Replays" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Table, new() { Name = "Replays" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "browser-replay" });
        await Expect(row).ToContainTextAsync("completed");
        await Expect(row).ToContainTextAsync("user/owner");
        await page.GotoAsync(console.Server.Url + "/events?source=replayed.source");
        await Expect(Events(page).First).ToContainTextAsync("replayed by browser-replay");
    }

    private static ILocator Events(IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Events" }).GetByRole(AriaRole.Listitem);

    private async Task PublishAsync(string source, string detailType, int count)
    {
        Assert.SkipWhen(Chromium.Executable is null, Chromium.HowToGetIt);
        var bus = console.Server.Services.GetRequiredService<IEventBus>();
        for (var number = 1; number <= count; number++)
        {
            await bus.PublishAsync(new NewEvent(source, detailType, new JsonObject { ["number"] = number }), CancellationToken.None);
        }
    }

    private async Task<IPage> OpenAsync(string path, BrowserNewContextOptions? options = null)
    {
        var page = await console.SignInAsync(Owner, options);
        await page.GotoAsync(console.Server.Url + path);
        return page;
    }
}
