using Microsoft.Playwright;
using Twinyard.Access;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>The graph of a run's steps, and of those that a workflow declares.</summary>
public sealed class StepGraphTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    [Fact]
    public async Task RunPage_OfARunWithSteps_DrawsThemAndResumesTheFailedOne()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync(SmallRepository.Stepped);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        var graph = page.GetByRole(AriaRole.Img, new() { Name = "Graph of 3 steps" });
        await Expect(graph).ToHaveAttributeAsync("aria-label", "Graph of 3 steps: load succeeded; train succeeded, after load; compare failed, after train");
        await Expect(graph.Locator(".step-node.good")).ToHaveCountAsync(2);
        await Expect(graph.Locator(".step-node.bad")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("compare.*failed"));
        await Expect(graph.Locator(".step-edge")).ToHaveCountAsync(2);
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Steps" }).GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(5);
        await Expect(rows.Filter(new() { HasText = "train[1]" })).ToContainTextAsync("\"pump\"");
        await Expect(rows.Filter(new() { HasText = "load" })).ToContainTextAsync("""{"rows":3}""");
        await Expect(rows.Filter(new() { HasText = "compare" })).ToContainTextAsync("exit code 4");

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByText("goes on from the steps of run")).ToBeVisibleAsync();
        await Expect(graph.Locator(".step-node.good")).ToHaveCountAsync(3);
        await Expect(page.GetByText("Taken over from run").First).ToBeVisibleAsync();
        new Uri(page.Url).AbsolutePath.ShouldNotBe($"/runs/{run}");
    }

    [Fact]
    public async Task WorkflowPage_DrawsTheDeclaredSteps()
    {
        var page = await console.SignInAsync(Owner);

        await page.GotoAsync($"{console.Server.Url}/workflows/{SmallRepository.Stepped}");

        var graph = page.GetByRole(AriaRole.Img, new() { Name = "Graph of 3 steps" });
        await Expect(graph.Locator(".step-node").Nth(1)).ToContainTextAsync("train.sh × 2 items");
        await Expect(graph.Locator(".step-edge")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task RunPage_OnAPhone_HasNoHorizontalScroll()
    {
        var page = await console.SignInAsync(Owner, new() { ViewportSize = new() { Width = 390, Height = 844 } });
        var run = await console.StartRunAsync(SmallRepository.Stepped);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Graph of 3 steps" })).ToBeVisibleAsync();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }
}
