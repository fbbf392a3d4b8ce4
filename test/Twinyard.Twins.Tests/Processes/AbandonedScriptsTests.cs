using System.Diagnostics;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Tests.Processes;

public sealed class AbandonedScriptsTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("twinyard-test-").FullName;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public async Task End_OfAScriptOnTheFolder_EndsItAndLeavesOthers()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "There is no /proc here.");
        using var abandoned = Sleep(Path.Combine(_runs, "one", "tmp"));
        using var stranger = Sleep($"{_runs}-of-another-home");

        AbandonedScripts.End(_runs).ShouldBe(1);

        await abandoned.WaitForExitAsync(TestContext.Current.CancellationToken);
        stranger.HasExited.ShouldBeFalse();
        stranger.Kill();
        await stranger.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static Process Sleep(string temporary)
    {
        var start = new ProcessStartInfo("sleep", ["1000"]);
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start) ?? throw new InvalidOperationException("sleep did not start.");
    }
}
