namespace Twinyard.Twins.Tests.Processes;

public sealed class DeployedRunTests
{
    [Fact]
    public async Task Run_OfACommitThatWasNotMerged_IsRefusedAndAudited()
    {
        using var twin = new TwinFixture();
        twin.Commits.Trees["c1"] = new() { ["workflows/w/a.sh"] = "echo ran > \"$TWINYARD_OUTPUT/ran\"" };

        var outcome = await twin.Twin.ExecuteAsync(twin.Run("a.sh") with { MustBeDeployed = true }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("commit-not-deployed");
        Directory.GetFileSystemEntries(twin.Output).ShouldBeEmpty();
        var told = twin.Bus.Published.ShouldHaveSingleItem();
        told.Source.ShouldBe("twinyard.twins");
        told.DetailType.ShouldBe("run.refused");
        told.Detail["commit"]!.GetValue<string>().ShouldBe("c1"); // shown to be there by its value
        var refused = twin.Audit.Refused.ShouldHaveSingleItem();
        (refused.Action, refused.Resource, refused.Reason).ShouldBe(("twins:ExecuteTree", "repositories:commit/c1", outcome.ShouldBeOfType<TwinNotStarted>().Error.Message));
    }

    [Fact]
    public async Task Run_OfAMergedCommit_TellsWhatItRanOn()
    {
        using var twin = new TwinFixture();
        twin.Commits.Trees["c1"] = new() { ["workflows/w/a.sh"] = "exit 0" };
        twin.Commits.Deployed["c1"] = "tree-of-c1";

        var outcome = await twin.Twin.ExecuteAsync(twin.Run("a.sh") with { MustBeDeployed = true }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinSucceeded>();
        var trace = outcome.Trace.ShouldNotBeNull();
        trace.Tree.ShouldBe("tree-of-c1");
        trace.Twin.ShouldBe("local");
        trace.Kind.ShouldBe("process");
        trace.Sandboxed.ShouldBe(await twin.IsolatesAsync());
        trace.Machine.Shell.ShouldNotBeNull().ShouldContain("bash");
        twin.Bus.Published.ShouldBeEmpty();
    }
}
