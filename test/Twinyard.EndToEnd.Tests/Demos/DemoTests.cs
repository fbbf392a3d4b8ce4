using System.Text.RegularExpressions;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Homes;

namespace Twinyard.EndToEnd.Tests.Demos;

/// <summary>The demo as a user runs it: the real command, in a process of its own.</summary>
public sealed partial class DemoTests
{
    private const int Chapters = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public async Task Demo_WithTheSimulator_TellsTheWholeStoryTwiceOnOneHome()
    {
        using var home = new TemporaryHome();

        var output = await RunAsync(home, ["--fresh"]);
        AssertStory(output);
        ConsoleLinks.Missing(output).ShouldBeEmpty();
        AssertMails(home);
        AssertNothingRuns(home);

        AssertStory(await RunAsync(home, []));
        AssertNothingRuns(home);
    }

    [Fact]
    public async Task Demo_WithTheRecordingsOfNasa_PredictsAsWellAsPublished()
    {
        var data = CmapssFolder();
        Assert.SkipWhen(data is null, "NASA's C-MAPSS files are not there: set TWINYARD_CMAPSS to the folder that holds train_FD001.txt (plain or .gz) and the others.");
        using var home = new TemporaryHome();

        var output = await RunAsync(home, ["--fresh", "--data", data]);

        AssertStory(output);
        var line = RmseLine().Match(output);
        line.Success.ShouldBeTrue(output);
        Number(line, "capped").ShouldBeLessThanOrEqualTo(13.0);
        Number(line, "uncapped").ShouldBeGreaterThanOrEqualTo(Number(line, "capped"));
        foreach (var published in new[] { "CNN 18.45", "LSTM 16.14", "DCNN 12.61", "STAR 10.61" })
        {
            output.ShouldContain(published);
        }

        AssertMails(home);
        AssertNothingRuns(home);
    }

    [Fact]
    public async Task Demo_WithAFileMissing_NamesTheStepAndTheFileAndExits1()
    {
        using var home = new TemporaryHome();
        var data = home.Folder("data");
        await File.WriteAllTextAsync(Path.Combine(data, "train_FD001.txt"), "", TestContext.Current.CancellationToken);
        await using var demo = Start(home, ["--data", data]);

        (await demo.ExitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBe(1, demo.Output);

        demo.Output.ShouldContain("Step 3 (A workflow trains the model");
        Unwrapped(demo.Output).ShouldContain($"{data} holds neither test_FD001.txt nor test_FD001.txt.gz.");
        AssertNothingRuns(home);
    }

    [Fact]
    public async Task Demo_WithoutTheFolder_Exits2BeforeItStarts()
    {
        using var home = new TemporaryHome();
        await using var demo = Start(home, ["--data", "/nowhere/cmapss"]);

        (await demo.ExitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBe(2, demo.Output);

        Unwrapped(demo.Output).ShouldContain("There is no folder /nowhere/cmapss.");
        Directory.Exists(home.Path).ShouldBeFalse();
    }

    private static TwinyardProcess Start(TemporaryHome home, string[] arguments) =>
        TwinyardProcess.Start(home, ["demo", "--exit", "--urls", "http://127.0.0.1:0", .. arguments]);

    private static async Task<string> RunAsync(TemporaryHome home, string[] arguments)
    {
        await using var demo = Start(home, arguments);
        var exitCode = await demo.ExitAsync(Patience, TestContext.Current.CancellationToken);
        exitCode.ShouldBe(0, demo.Output);
        return demo.Output;
    }

    private static void AssertStory(string output)
    {
        for (var chapter = 1; chapter <= Chapters; chapter++)
        {
            output.ShouldContain($"{chapter}/{Chapters}  ");
        }

        output.ShouldContain($"All {Chapters} steps succeeded");
    }

    private static void AssertMails(TemporaryHome home)
    {
        var mails = Directory.GetFiles(home.File("mail"), "*.eml", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        mails.ShouldContain(mail => mail.Contains("image/png") && HoldsPng(mail), "There is no mail with a chart.");
        mails.ShouldContain(mail => Subject().Match(mail).Value.Contains("ALARM"), "There is no mail of an alarm.");
    }

    /// <summary>A part of the message that says it is a PNG is one.</summary>
    private static bool HoldsPng(string mail) => mail.Contains(Convert.ToBase64String(PngSignature)[..10], StringComparison.Ordinal);

    private static void AssertNothingRuns(TemporaryHome home)
    {
        File.Exists(home.File(RunningServer.FileName)).ShouldBeFalse();
        HomeProcesses.On(home.Path).ShouldBeEmpty();
    }

    private static string? CmapssFolder()
    {
        var named = Environment.GetEnvironmentVariable("TWINYARD_CMAPSS");
        var beside = Path.GetFullPath(Path.Combine(Installation.Repository, "..", "shared", "data", "cmapss"));
        return !string.IsNullOrEmpty(named) ? named : Directory.Exists(beside) ? beside : null;
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Messages are broken into lines at the width of the terminal.</summary>
    private static string Unwrapped(string output) => Whitespace().Replace(output, " ");

    [GeneratedRegex(@"RMSE FD001 capped (?<capped>[\d.]+) uncapped (?<uncapped>[\d.]+)")]
    private static partial Regex RmseLine();

    [GeneratedRegex("^Subject:.*$", RegexOptions.Multiline)]
    private static partial Regex Subject();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
