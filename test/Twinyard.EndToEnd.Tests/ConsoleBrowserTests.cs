using Microsoft.Playwright;
using Twinyard.Access;
using static Microsoft.Playwright.Assertions;

namespace Twinyard.EndToEnd.Tests;

/// <summary>The console in a real browser, against a real environment.</summary>
public sealed class ConsoleBrowserTests(ConsoleFixture console)
{
    private static readonly Principal Owner = new(Principal.User, "owner", "owner");

    public static TheoryData<string, string> Pages => new()
    {
        { "/", "Overview" },
        { "/workflows", "Workflows" },
        { "/workflows/slow", "slow" },
        { "/runs", "Runs" },
        { "/proposals", "Proposals" },
        { "/proposals/1", "A workflow that takes its time" },
        { "/deployments", "Deployments" },
        { "/models", "Models" },
        { "/fleet", "Devices" },
        { "/rollouts", "Rollouts" },
        { "/alarms", "Alarms" },
        { "/metrics", "Metrics" },
        { "/events", "Events" },
        { "/events/dead-letters", "Dead letters" },
        { "/mail", "Mail" },
        { "/buckets", "Buckets" },
        { "/sql", "Warehouse" },
        { "/access", "Access" },
        { "/access/audit", "Audit" },
    };

    [Fact]
    public async Task SignInLink_OpensTheConsole()
    {
        var page = await console.SignInAsync(SmallRepository.Alice);

        await Expect(page.Locator(".user-name")).ToHaveTextAsync("alice");
        new Uri(page.Url).PathAndQuery.ShouldBe("/");
    }

    [Fact]
    public async Task Console_WithoutASession_AsksToSignIn()
    {
        var page = await console.SignInAsync(Owner);
        await page.Context.ClearCookiesAsync();

        var answer = await page.APIRequest.GetAsync(console.Server.Url + "/runs", new() { Headers = new Dictionary<string, string> { ["Accept"] = "text/html" } });

        answer.Status.ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Opens_RendersWithoutError(string path, string heading)
    {
        var page = await console.SignInAsync(Owner);
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(console.Server.Url + path);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 1 })).ToBeVisibleAsync();
        await Expect(page.Locator("main .loading")).ToHaveCountAsync(0);
        await Expect(page.GetByText("This page failed")).ToHaveCountAsync(0);
        await Expect(page.GetByText("You may not see this")).ToHaveCountAsync(0);
        errors.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_HasNoHorizontalScroll(string path, string heading)
    {
        var page = await console.SignInAsync(Owner, new() { ViewportSize = new() { Width = 390, Height = 844 } });

        await page.GotoAsync(console.Server.Url + path);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 1 })).ToBeVisibleAsync();
        await Expect(page.Locator("main .loading")).ToHaveCountAsync(0);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    [Fact]
    public async Task Menu_OnAPhone_OpensAndNavigates()
    {
        var page = await console.SignInAsync(Owner, new() { ViewportSize = new() { Width = 390, Height = 844 } });

        var link = page.GetByRole(AriaRole.Link, new() { Name = "Workflows" }).First;
        // The drawer hears of the window's width only after the page is there, and closes then. A person opens it again.
        for (var attempt = 0; attempt < 5 && !await IsInViewAsync(link); attempt++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        }

        await link.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Workflows", Level = 1 })).ToBeVisibleAsync();
    }

    private static async Task<bool> IsInViewAsync(ILocator locator)
    {
        try
        {
            await Expect(locator).ToBeInViewportAsync(new() { Timeout = 3_000 });
            return true;
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Colours_ChosenDark_StayDarkAfterReload()
    {
        var page = await console.SignInAsync(Owner, new() { ColorScheme = ColorScheme.Light });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await page.GetByRole(AriaRole.Button, new() { Name = "Colours" }).ClickAsync();
        await page.GetByText("Dark", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(19, 22, 27)");
    }

    [Fact]
    public async Task Colours_NotChosen_FollowTheSystem()
    {
        var page = await console.SignInAsync(Owner, new() { ColorScheme = ColorScheme.Dark });
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
    }

    [Fact]
    public async Task RunPage_WhileTheRunWrites_ShowsItsLogAndThenItsResult()
    {
        var page = await console.SignInAsync(Owner);
        var run = await console.StartRunAsync();

        await page.GotoAsync($"{console.Server.Url}/runs/{run}");

        var log = page.GetByRole(AriaRole.Log);
        await Expect(log).ToContainTextAsync("line 1 of 8");
        await Expect(log).ToContainTextAsync("line 8 of 8");
        await Expect(page.Locator(".page-title .chip")).ToHaveTextAsync("succeeded");
        await Expect(page.Locator("pre.text")).ToContainTextAsync("\"lines\": 8");
    }

    [Fact]
    public async Task RunNow_Confirmed_OpensTheNewRun()
    {
        var page = await console.SignInAsync(SmallRepository.Alice);
        await page.GotoAsync($"{console.Server.Url}/workflows/{SmallRepository.Workflow}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "slow run", Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task WorkflowPage_ReaderWhoMayNotStart_HasNoButton()
    {
        var page = await console.SignInAsync(SmallRepository.Bob);

        await page.GotoAsync($"{console.Server.Url}/workflows/{SmallRepository.Workflow}");

        await Expect(page.GetByText("Manifest")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run now" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sql_ControlEnter_ShowsRows()
    {
        var page = await console.SignInAsync(Owner);
        await page.GotoAsync(console.Server.Url + "/sql");

        await page.GetByLabel("SQL").FillAsync("SELECT 6 * 7 AS answer");
        await page.GetByLabel("SQL").PressAsync("Control+Enter");

        await Expect(page.Locator("table.grid td")).ToHaveTextAsync("42");
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        var page = await console.SignInAsync(Owner);

        await page.Locator(".user-button").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(page.GetByText("Please sign in")).ToBeVisibleAsync();
    }
}
