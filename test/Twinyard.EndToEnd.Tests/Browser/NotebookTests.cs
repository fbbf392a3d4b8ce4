using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Twinyard.Access;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>The executed notebook on the run's page.</summary>
public sealed class NotebookTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    [Fact]
    public async Task Notebook_OfAFailedRun_ShowsItsOutputsAndTheErrorWithoutRunningAnything()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync(SmallRepository.Notebook);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");
        await Expect(page.Locator(".chip, .status").GetByText("failed").First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        Assert.SkipWhen(await page.GetByText("Notebooks cannot run on the server").CountAsync() > 0, "jupyter-server or python3-ipykernel is not installed.");

        var notebook = page.Locator(".nb");
        await Expect(notebook.GetByRole(AriaRole.Heading, new() { Name = "What the sensors say" })).ToBeVisibleAsync();
        await Expect(notebook.Locator("td")).ToHaveTextAsync("press-07");
        await Expect(notebook.Locator("img.nb-picture")).ToBeVisibleAsync();
        await Expect(notebook.Locator(".nb-error")).ToContainTextAsync("ValueError: the sensor is silent");
        await Expect(notebook.Locator("script")).ToHaveCountAsync(0);
        (await page.TitleAsync()).ShouldNotBe("taken over");
        (await page.TitleAsync()).ShouldNotBe("1");
    }

    [Fact]
    public async Task Notebook_OfSteps_IsChosenByTheStep()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync(SmallRepository.Notebooks);

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");
        await Expect(page.Locator(".chip, .status").GetByText(new Regex("succeeded|failed")).First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        Assert.SkipWhen(await page.GetByText("Notebooks cannot run on the server").CountAsync() > 0, "jupyter-server or python3-ipykernel is not installed.");

        var notebook = page.Locator(".nb");
        await Expect(notebook).ToContainTextAsync("what press-07 says");
        await page.GetByLabel("Step", new() { Exact = true }).SelectOptionAsync("pump.notebook.ipynb");
        await Expect(notebook).ToContainTextAsync("what pump-03 says");
        await Expect(notebook).Not.ToContainTextAsync("what press-07 says");
    }
}
