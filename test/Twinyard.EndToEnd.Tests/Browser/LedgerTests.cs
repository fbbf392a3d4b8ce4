using Microsoft.Playwright;
using Twinyard.Access;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>The ledger as a strip of ticks, on the workflow's page and in the list.</summary>
public sealed class LedgerTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    private static string TickingPage => $"/workflows/{SmallRepository.Ticking}";

    [Fact]
    public async Task Strip_PointerOnATick_SaysWhatBecameOfIt()
    {
        var page = await OpenAsync(TickingPage);
        var strip = Strip(page);

        await strip.Locator(".tick.skipped").HoverAsync();
        await Expect(page.Locator(".tip")).ToHaveTextAsync("2026-01-05 06:00:00Z · schedule · skipped: overlap: skip");
        await strip.Locator(".tick.missed").HoverAsync();
        await Expect(page.Locator(".tip")).ToContainTextAsync("132 ticks missed: catch-up: none");
        await Expect(strip.Locator(".tick.missed")).ToHaveTextAsync("132");
    }

    [Fact]
    public async Task Strip_ArrowKeys_GoFromTickToTick()
    {
        var page = await OpenAsync($"{TickingPage}?outcome=superseded");
        var ticks = Strip(page).Locator(".tick");
        await ticks.First.FocusAsync();

        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(ticks.Nth(1)).ToBeFocusedAsync();
        await Expect(page.Locator(".tip")).ToContainTextAsync("superseded");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(ticks.First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Tick_Clicked_OpensItsRun()
    {
        var run = await console.StartRunAsync(SmallRepository.Ticking);
        var page = await OpenAsync(TickingPage);

        await Strip(page).Locator($"a.tick[href='/runs/{run}']").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ticking run", Level = 1 })).ToBeVisibleAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe($"/runs/{run}");
    }

    [Fact]
    public async Task Outcome_Chosen_ShowsItsTicksAlone()
    {
        var page = await OpenAsync(TickingPage);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Outcome" }).GetByText("missed").ClickAsync();

        await Expect(Strip(page).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Ledger" })).ToContainTextAsync("catch-up: none (132 ticks)");
    }

    [Fact]
    public async Task Outcome_NothingOfIt_SaysSo()
    {
        var page = await OpenAsync($"{TickingPage}?outcome=cancelled");

        await Expect(page.GetByText("No line here is cancelled.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Older_ThenNewest_PagesThroughTheLedger()
    {
        var page = await OpenAsync($"{TickingPage}?outcome=superseded");
        await Expect(Strip(page).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(100);

        await page.GetByRole(AriaRole.Link, new() { Name = "Older", Exact = true }).ClickAsync();
        await Expect(Strip(page).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(LedgerSeed.Superseded - 100);
        await page.GetByRole(AriaRole.Link, new() { Name = "Newest", Exact = true }).ClickAsync();

        await Expect(Strip(page).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(100);
    }

    [Fact]
    public async Task Ledger_NothingDueYet_NamesTheCommand()
    {
        var page = await OpenAsync($"/workflows/{SmallRepository.Idle}");

        await Expect(page.GetByText("Nothing has been due yet")).ToBeVisibleAsync();
        await Expect(page.GetByText($"twinyard workflow run {SmallRepository.Idle}").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WorkflowsPage_CompactStrip_OpensTheRun()
    {
        var run = await console.StartRunAsync(SmallRepository.Ticking);
        var page = await OpenAsync("/workflows");

        await page.GetByRole(AriaRole.List, new() { Name = "Ledger of ticking, newest first" }).Locator($"a[href='/runs/{run}']").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "ticking run", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WorkflowPage_OnAPhone_TheNewestTickIsInViewAndThePageDoesNotScrollSideways()
    {
        var page = await OpenAsync(TickingPage, new() { ViewportSize = new() { Width = 390, Height = 844 } });

        await Expect(Strip(page).Locator(".tick").First).ToBeInViewportAsync();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    private static ILocator Strip(IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Ledger, newest first" });

    private async Task<IPage> OpenAsync(string path, BrowserNewContextOptions? options = null)
    {
        var page = await console.SignInAsync(Owner, options);
        await page.GotoAsync(console.Server.Url + path);
        return page;
    }
}
