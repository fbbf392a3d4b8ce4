using Twinyard.Cli.Api;

namespace Twinyard.Cli.Tests;

/// <summary>What a real server refuses, as the person at the terminal sees it.</summary>
public sealed class RefusalTests(RunningEnvironment environment) : IClassFixture<RunningEnvironment>
{
    [Fact]
    public async Task UnknownToken_IsDenied()
    {
        using var folder = new TemporaryFolder();
        new Credential("eve", "owner", "ty_0000000000000000_x").Write(folder.File("eve.json"));

        (await environment.RunAsync("whoami", "--credential", folder.File("eve.json"))).ShouldFail(ExitCodes.Denied, "token", "twinyard token create");
    }

    [Fact]
    public async Task MissingPermission_IsDeniedAndNamesTheAction() =>
        (await environment.RunAsync("token", "create", "--user", "eve", "--role", "owner", "--credential", environment.Alice))
            .ShouldFail(ExitCodes.Denied, "user/alice as developer may not access:CreateToken");

    [Theory]
    [InlineData("run show nope")]
    [InlineData("workflow show nope")]
    [InlineData("workflow run nope")]
    [InlineData("model show nope")]
    [InlineData("alarm show nope/failed")]
    [InlineData("fleet show nope")]
    [InlineData("rollout show nope")]
    [InlineData("proposal show 99")]
    [InlineData("object get raw nope")]
    [InlineData("object versions raw nope")]
    [InlineData("mail show nope")]
    [InlineData("topic publish nope Hi there")]
    [InlineData("role show nope")]
    [InlineData("lineage run nope")]
    [InlineData("logs run/nope")]
    public async Task UnknownName_IsNotFound(string line) => (await environment.RunAsync(line.Split(' '))).ShouldFail(ExitCodes.NotFound, "error: There is no ");

    [Theory]
    [InlineData("run list --state foo", "'foo'")]
    [InlineData("repo create A_b", "'A_b'")]
    [InlineData("fleet enrol b@d!", "'b@d!'")]
    [InlineData("event put twinyard.x said", "twinyard.")]
    [InlineData("rollout create rul 1 --gate x", "--gate rmse:0.05")]
    [InlineData("token create --user a --role developer --lifetime 3x", "'3x'")]
    [InlineData("token create --user a --role developer --out /nope/a.json", "There is no folder /nope")]
    public async Task InvalidValue_IsInvalid(string line, string said) => (await environment.RunAsync(line.Split(' '))).ShouldFail(ExitCodes.Invalid, said);

    [Fact]
    public async Task SqlThatDoesNotParse_IsInvalid() => (await environment.RunAsync("sql", "selct 1")).ShouldFail(ExitCodes.Invalid, "selct");

    [Fact]
    public async Task WhatIsThereAlready_Failed()
    {
        (await environment.RunAsync("repo", "create", "twice")).ExitCode.ShouldBe(ExitCodes.Done);

        (await environment.RunAsync("repo", "create", "twice")).ShouldFail(ExitCodes.Failed, "'twice'");
    }

    [Fact]
    public async Task AnswerIsNo_Failed()
    {
        var run = await environment.RunAsync(
            "access", "explain", "--role", "developer", "--action", "repositories:ApproveProposal", "--resource", "repositories:proposal/1");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Output.ShouldStartWith("denied: ");
    }
}
