using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Twinyard.Access;
using Twinyard.Access.SignIn;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests;
using Twinyard.EndToEnd.Tests.Browser;
using Twinyard.Host;
using Twinyard.Platform.Data;
using Twinyard.Workflows;

[assembly: AssemblyFixture(typeof(ConsoleFixture))]

namespace Twinyard.EndToEnd.Tests;

/// <summary>One environment in a folder of its own, with a small repository deployed, and one browser.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("twinyard-console-").FullName;
    private TwinyardServer? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private readonly List<IBrowserContext> _open = [];
    private string? _test;

    public TwinyardServer Server => _server ?? throw new InvalidOperationException("The environment was not started: there is no Chromium.");

    public long Proposal { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        var flags = new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0", ["Workflows:RetryDelay"] = "00:00:00.2" };
        var started = await TwinyardServer.StartAsync(Path.Combine(_home, "environment"), flags, CancellationToken.None);
        _server = started.IsOk ? started.Value : throw new InvalidOperationException(started.Error.ToString());
        Proposal = await new SmallRepository(_server, Path.Combine(_home, "work")).DeployAsync(CancellationToken.None);
        await LedgerSeed.WriteAsync(Server.Services.GetRequiredService<Database>(), SmallRepository.Ticking, CancellationToken.None);
        await DeadLetterSeed.WriteAsync(Server.Services, CancellationToken.None);
        _playwright = await Playwright.CreateAsync();
        // Tells a page that is slow, on a machine that does other things too, from one that never comes.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await Chromium.LaunchAsync(_playwright);
    }

    /// <summary>A run of a deployed workflow; of <c>slow</c>, which writes its log over two seconds, unless another is named.</summary>
    public async Task<string> StartRunAsync(string workflow = SmallRepository.Workflow)
    {
        Assert.SkipWhen(Chromium.Executable is null, Chromium.HowToGetIt);
        var started = await Server.Services.GetRequiredService<IWorkflows>()
            .StartAsync(workflow, new StartRunRequest(), SmallRepository.Alice, CancellationToken.None);
        return started.Value.Summary.Id;
    }

    /// <summary>A tab of a fresh browser profile, signed in by a link of one use.</summary>
    public async Task<IPage> SignInAsync(Principal who, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(Chromium.Executable is null, Chromium.HowToGetIt);
        await CloseEarlierAsync();
        var context = await _browser!.NewContextAsync(options); // set whenever there is a Chromium
        _open.Add(context);
        var page = await context.NewPageAsync();
        var link = await Server.Services.GetRequiredService<ISignInLinks>().CreateAsync(who, null, CancellationToken.None);
        await page.GotoAsync(link.Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        return page;
    }

    // A page that is left open goes on refreshing itself, and dozens of them would slow down every later test.
    private async Task CloseEarlierAsync()
    {
        var test = TestContext.Current.Test?.UniqueID;
        if (test == _test)
        {
            return;
        }

        foreach (var context in _open)
        {
            await context.CloseAsync();
        }

        _open.Clear();
        _test = test;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_home, recursive: true);
    }
}
