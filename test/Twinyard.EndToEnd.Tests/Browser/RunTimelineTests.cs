using Microsoft.Playwright;
using Twinyard.Access;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>The timeline on the run's page.</summary>
public sealed class RunTimelineTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    [Fact]
    public async Task Timeline_WhileItRuns_GoesOnToTheEnd()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync();

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        var phases = Phases(page);
        await Expect(phases.Filter(new() { HasText = "attempt 1" })).ToContainTextAsync("– now");
        await Expect(phases.Filter(new() { HasText = "attempt 1" })).ToContainTextAsync("succeeded");
        await Expect(phases.Filter(new() { HasText = "committing" })).ToContainTextAsync("applied");
        await Expect(phases).ToHaveCountAsync(3);
        await Expect(page.GetByText("ended ").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Timeline_OfAFailedRun_ShowsEachAttemptAndItsBackup_WhichLinksBack()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync(SmallRepository.Fragile);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        var phases = Phases(page);
        await Expect(phases.Filter(new() { HasText = "attempt 1" }).Locator(".phase-error")).ToBeVisibleAsync();
        await Expect(phases.Filter(new() { HasText = "attempt 2" }).Locator(".phase-error")).ToBeVisibleAsync();
        await Expect(phases.Filter(new() { HasText = "queued" })).ToHaveCountAsync(2);
        await Expect(phases.Last).ToContainTextAsync("backup");
        await Expect(phases.Last).ToContainTextAsync("succeeded");

        await phases.Last.GetByRole(AriaRole.Link, new() { Name = "backup" }).ClickAsync();
        await Expect(phases.First).ToContainTextAsync("failed run");
        await phases.First.GetByRole(AriaRole.Link, new() { Name = "failed run" }).ClickAsync();
        await Expect(phases.Last).ToContainTextAsync("backup");
        new Uri(page.Url).AbsolutePath.ShouldBe($"/runs/{run}");
    }

    [Fact]
    public async Task RunPage_OnAPhone_HasNoHorizontalScroll()
    {
        var page = await console.SignInAsync(Owner, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var run = await console.StartRunAsync(SmallRepository.Fragile);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        await Expect(Phases(page).Last).ToContainTextAsync("backup");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    private static ILocator Phases(IPage page) => page.GetByRole(AriaRole.List, new() { Name = "Timeline" }).Locator(".phase");
}
