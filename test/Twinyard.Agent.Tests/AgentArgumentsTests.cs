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
    [InlineData("""{"rate":-1}""", "rate is -1")]
    [InlineData("""{"unit":0}""", "unit is 0")]
    [InlineData("""{"spoolBytes":100}""", "spool-bytes is 100")]
    [InlineData("""{"waitForModel":1e300}""", "wait-for-model is 1E+300")]
    public void Read_BadNumberInTheFile_IsRefusedAsAFlagWouldBe(string json, string problem)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            AgentArguments.Read([.. Good, "--config", file]).Problems.ShouldContain(problem);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Read_HalfAUnit_IsRefused() => AgentArguments.Read([.. Good, "--unit", "1.5"]).Problems.ShouldContain("--unit is '1.5'");

    [Theory]
    [InlineData("127.0.0.1:1883", true, "127.0.0.1", 1883, false)]
    [InlineData("[::1]:1883", true, "::1", 1883, false)]
    [InlineData("mqtt://yard.example:1883", true, "yard.example", 1883, false)]
    [InlineData("mqtts://yard.example:8883", true, "yard.example", 8883, true)]
    [InlineData("MQTTS://[fd00::2]:8883", true, "fd00::2", 8883, true)]
    [InlineData("mqtts://yard.example", false, "", 0, true)]
    [InlineData("host", false, "", 0, false)]
    [InlineData("host:0", false, "host", 0, false)]
    public void TryAddress_Text_IsSplit(string text, bool isAddress, string host, int port, bool isEncrypted)
    {
        AgentArguments.TryAddress(text, out var gotHost, out var gotPort, out var gotEncrypted).ShouldBe(isAddress);
        (gotHost, gotPort, gotEncrypted).ShouldBe((host, port, isEncrypted));
    }

    [Fact]
    public void Read_ACertificateInTheOpen_IsRefused() => AgentArguments.Read([.. Good, "--certificate", "device.pem"]).Problems.ShouldContain("mqtts://");

    [Fact]
    public void Read_WithACertificateThatIsThere_NeedsNoSecret()
    {
        string[] arguments = ["--server", "https://yard.example", "--mqtt", "mqtts://yard.example:8883", "--device", "d", "--source", "stdin", "--certificate"];
        AgentArguments.Read([.. arguments, "/nowhere.pem"]).Problems.ShouldContain("--credential-file is needed");
        AgentArguments.Read([.. arguments, typeof(AgentArgumentsTests).Assembly.Location]).Problems.ShouldBeEmpty();
    }
}
