using System.Text;

namespace Twinyard.Cli.Tests;

public sealed class EventTestTests
{
    [Theory]
    [InlineData("""{"source": ["a"]}""", """{"source": "a"}""", ExitCodes.Done, "match: ")]
    [InlineData("""{"source": ["a"], "detail": {"n": [1], "m": [2]}}""", """{"source": "a", "detail": {"n": 2, "m": 3}}""", ExitCodes.Failed, "no match: detail.n is 2; the pattern asks for [1].")]
    public async Task Pattern_OnAnEvent_IsAnsweredByTheExitCodeAndTheFirstLeafThatFailed(string pattern, string envelope, int exitCode, string said)
    {
        var run = await CliRun.OfAsync("event", "test", "--pattern", pattern, "--event", envelope);

        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Output.ShouldStartWith(said);
    }

    [Theory]
    [InlineData("""{"a": ["x", {"prefix": 1}]}""", "{}", "at a[1].prefix: a text is expected (line 1, column 13).")]
    [InlineData("""{"a": [}""", "{}", "(line 1, column 8)")]
    [InlineData("""{"a": [1]}""", "[]", "The event is not a JSON object.")]
    [InlineData("""{"a": [1]}""", """{"a": 1, "a": 2}""", "Duplicate")]
    [InlineData("""{"a": [1]}""", """{"a": "\ud800"}""", "half of a surrogate pair")]
    public async Task Pattern_OrEventNotValid_IsInvalidWithItsPlace(string pattern, string envelope, string said)
    {
        var run = await CliRun.OfAsync("event", "test", "--pattern", pattern, "--event", envelope);

        run.ShouldFail(ExitCodes.Invalid, said);
    }

    [Fact]
    public async Task Pattern_WithoutAnEvent_IsInvalid() =>
        (await CliRun.OfAsync("event", "test", "--pattern", "{}")).ShouldFail(ExitCodes.Invalid, "--lines FILE");

    [Fact]
    public async Task Lines_AreAnsweredInOrder()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("cases.ndjson");
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", 70)) + "1" + new string('}', 70);
        string[] lines =
        [
            """{"pattern": {"a": [1]}, "event": {"a": 1}}""",
            """{"pattern": {"a": [1]}, "event": {"a": 2}, "id": 7}""",
            """{"pattern": {"a": []}, "event": {"a": 2}}""",
            "",
            "{",
            """{"pattern": {"a": [1]}}""",
            """{"pattern": {"a": [1]}, "event": 1}""",
            """{"pattern": {"a": [1]}, "event": {"a": 1, "a": 1}}""",
            """{"pattern": {"a": [1]}, "event": {"b": "\ud800"}}""",
            $$$"""{"pattern": {"a": [1]}, "event": {{{nested}}}}""",
            $$$"""{"pattern": {"a": [1]}, "event": {"a": 1, "b": "{{{new string('x', 5_000_000)}}}"}}""",
            """{"pattern": {"ä": [1]}, "event": {"\u00e4": 1.0}}""" + '\r',
            """{"pattern": {"a": [{"exists": false}]}, "event": {}}""",
        ];
        await File.WriteAllTextAsync(file, string.Join('\n', lines), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var run = await CliRun.OfAsync("event", "test", "--lines", file);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            ["match", "no-match", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "match", "match"]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "invalid")]
    public async Task Lines_WithNothing_AreCounted(string text, string answers)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("cases.ndjson");
        await File.WriteAllTextAsync(file, text);

        (await CliRun.OfAsync("event", "test", "--lines", file)).Output.Trim().ShouldBe(answers);
    }

    [Fact]
    public async Task Lines_NoSuchFile_IsInvalid() =>
        (await CliRun.OfAsync("event", "test", "--lines", "/nowhere/cases.ndjson")).ShouldFail(ExitCodes.Invalid, "There is no file");
}
