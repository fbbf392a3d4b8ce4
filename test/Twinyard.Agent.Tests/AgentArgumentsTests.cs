namespace Twinyard.Agent.Tests;

public sealed class AgentArgumentsTests
{
    private static readonly string[] Good = ["--server", "http://127.0.0.1:7171", "--mqtt", "127.0.0.1:1883", "--device", "d", "--credential-file", "c", "--source", "stdin"];

    [Fact]
    public void Read_AllThatIsNeeded_GivesTheConfiguration()
    {
        var (configuration, problems) = AgentArguments.Read([.. Good, "--rate", "2.5"]);
        problems.ShouldBeEmpty();
        configuration.ShouldNotBeNull().Rate.ShouldBe(2.5);
    }

    [Fact]
    public void Read_Nothing_NamesEverythingThatIsMissing()
    {
        var (configuration, problems) = AgentArguments.Read([]);
        configuration.ShouldBeNull();
        foreach (var flag in new[] { "--server", "--mqtt", "--device", "--credential-file", "--source" })
        {
            problems.ShouldContain(flag);
        }
    }

    [Theory]
    [InlineData("--rate", "fast", "--rate is 'fast'")]
    [InlineData("--unknown", "1", "--unknown is not known")]
    [InlineData("--mqtt", "nowhere", "--mqtt is needed")]
    [InlineData("--source", "ftp:x", "--source is needed")]
    [InlineData("--at-end", "explode", "--at-end is 'explode'")]
    [InlineData("--config", "/nowhere.json", "/nowhere.json cannot be read")]
    public void Read_BadValue_SaysWhich(string flag, string value, string problem) =>
        AgentArguments.Read([.. Good, flag, value]).Problems.ShouldContain(problem);

    [Theory]
    [InlineData("127.0.0.1:1883", true, "127.0.0.1", 1883)]
    [InlineData("[::1]:1883", true, "::1", 1883)]
    [InlineData("host", false, "", 0)]
    [InlineData("host:0", false, "host", 0)]
    public void TryAddress_Text_IsSplit(string text, bool isAddress, string host, int port)
    {
        AgentArguments.TryAddress(text, out var gotHost, out var gotPort).ShouldBe(isAddress);
        (gotHost, gotPort).ShouldBe((host, port));
    }
}
