using System.Text.Json;

namespace Twinyard.Cli.Tests;

public sealed class ResultTests(RunningEnvironment environment) : IClassFixture<RunningEnvironment>
{
    [Theory]
    [InlineData("whoami")]
    [InlineData("signin")]
    [InlineData("role list")]
    [InlineData("role show developer")]
    [InlineData("token list")]
    [InlineData("repo list")]
    [InlineData("proposal list")]
    [InlineData("deployment list")]
    [InlineData("workflow list")]
    [InlineData("run list")]
    [InlineData("event list")]
    [InlineData("event dead-letters")]
    [InlineData("event replay list")]
    [InlineData("bucket list")]
    [InlineData("object list raw")]
    [InlineData("table list")]
    [InlineData("model list")]
    [InlineData("fleet list")]
    [InlineData("fleet status")]
    [InlineData("rollout list")]
    [InlineData("metric list")]
    [InlineData("alarm list")]
    [InlineData("logs")]
    [InlineData("topic list")]
    [InlineData("mail list")]
    public async Task Json_Parses(string line)
    {
        var run = await environment.RunAsync([.. line.Split(' '), "--json"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        using var document = JsonDocument.Parse(run.Output);
        document.RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        if (line == "logs" || line.Contains(" list", StringComparison.Ordinal))
        {
            document.RootElement.GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
        }
    }

    [Fact]
    public async Task EmptyList_SaysSoBesideTheResult()
    {
        var run = await environment.RunAsync("model", "list");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("There are no models.");
    }

    [Fact]
    public async Task Sql_IsATableWithNumbersToTheRight()
    {
        var run = await environment.RunAsync("sql", "select 'a' as name, 1 as number union all select 'b', 1000 order by name");

        run.Output.Split('\n').Select(line => line.TrimEnd()).ShouldBe(["name   number", "a           1", "b        1000", ""]);
    }

    [Fact]
    public async Task Token_GoesIntoAFileThatOnlyItsOwnerReads()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("bob.json");

        var created = await environment.RunAsync("token", "create", "--user", "bob", "--role", "reviewer", "--out", file);
        var whoami = await environment.RunAsync("whoami", "--credential", file);

        created.ExitCode.ShouldBe(ExitCodes.Done, created.Error);
        new FileInfo(file).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        whoami.Output.ShouldContain("user/bob");
    }

    [Fact]
    public async Task Object_KeepsItsOddKeyAndItsBytes()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("in"), [0, 13, 10, 255]);
        const string key = "odd key/ü #?%2F.txt";

        (await environment.RunAsync("object", "put", "odd-bucket", key, folder.File("in"))).ExitCode.ShouldBe(ExitCodes.Done);
        (await environment.RunAsync("object", "get", "odd-bucket", key, "--out", folder.File("out"))).ExitCode.ShouldBe(ExitCodes.Done);

        (await File.ReadAllBytesAsync(folder.File("out"))).ShouldBe(new byte[] { 0, 13, 10, 255 });
        (await environment.RunAsync("object", "list", "odd-bucket")).Output.ShouldContain(key);
    }
}
