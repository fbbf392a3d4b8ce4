using Microsoft.Playwright;

namespace Twinyard.EndToEnd.Tests;

/// <summary>The system's Chromium, headless; tests that need it are skipped, with the reason, where it is missing.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    public const string HowToGetIt = "Chromium is not installed; on Debian or Ubuntu: apt-get install chromium.";

    public static string? Executable { get; } = Places.FirstOrDefault(File.Exists);

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Arguments });
}
