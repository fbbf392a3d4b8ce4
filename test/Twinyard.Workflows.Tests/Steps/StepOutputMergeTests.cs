using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Tests.Steps;

public sealed class StepOutputMergeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("twinyard-test-");

    private string Target => Path.Combine(_root.FullName, "all");

    [Fact]
    public void Add_SeveralSteps_LinesFollowOneAnotherAndReportsKeepTheirOrder()
    {
        var merge = new StepOutputMerge(Target);

        merge.Add("load", Step("load", ("tables/t.ndjson", "1\n2"), ("metrics.ndjson", "m1\n"), ("objects/b/load.txt", "x"), ("step.json", "{}"))).Error.ShouldBeNull();
        merge.Add("train[0]", Step("train0", ("tables/t.ndjson", "3\n"), ("reports/1/report.json", "r0"), ("models/a/bundle.yaml", "a"), ("models/a/net.onnx", "n"), ("step.json", "{}"))).Error.ShouldBeNull();
        merge.Add("train[1]", Step("train1", ("tables/t.ndjson", "4\n"), ("reports/1/report.json", "r1"), ("models/b/bundle.yaml", "b"), ("result.json", "5"))).Error.ShouldBeNull();

        Text("tables/t.ndjson").ShouldBe("1\n2\n3\n4\n");
        Text("metrics.ndjson").ShouldBe("m1\n");
        Text("result.json").ShouldBe("5");
        Text("models/a/net.onnx").ShouldBe("n");
        File.Exists(Path.Combine(Target, "step.json")).ShouldBeFalse();
        Directory.EnumerateFiles(Path.Combine(Target, "reports"), "report.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText).ShouldBe(["r0", "r1"]);
    }

    [Theory]
    [InlineData("objects/b/k.txt", "objects/b/k.txt", "objects/b/k.txt")]
    [InlineData("objects/b/k", "objects/b/k/below.txt", "objects/b/k/below.txt")]
    [InlineData("objects/b/k/below.txt", "objects/b/k", "objects/b/k")]
    [InlineData("models/m/bundle.yaml", "models/m/other.txt", "models/m")]
    [InlineData("result.json", "result.json", "result.json")]
    [InlineData("objects/b/rows.ndjson", "objects/b/rows.ndjson", "objects/b/rows.ndjson")]
    public void Add_TwoStepsWriteTheSame_IsRefusedWithBothNames(string first, string second, string named)
    {
        var merge = new StepOutputMerge(Target);
        merge.Add("one", Step("one", (first, "1"))).Error.ShouldBeNull();

        var error = merge.Add("two", Step("two", (second, "2"))).Error.ShouldNotBeNull();

        error.Code.ShouldBe("step-outputs-conflict");
        error.Message.ShouldBe($"The steps one and two have both written {named}.");
    }

    [Fact]
    public void Add_ALink_IsRefused()
    {
        var folder = Step("one", ("objects/b/k.txt", "1"));
        File.CreateSymbolicLink(Path.Combine(folder, "objects", "b", "link.txt"), "/etc/hostname");

        new StepOutputMerge(Target).Add("one", folder).Error.ShouldNotBeNull().Message.ShouldContain("objects/b/link.txt of the step one is a symbolic link");
    }

    [Fact]
    public void Add_SameStepsAgainElsewhere_GivesTheSameFiles()
    {
        var folder = Step("one", ("tables/t.ndjson", "1\n"), ("objects/b/k.txt", "1"));

        new StepOutputMerge(Target).Add("one", folder).Error.ShouldBeNull();
        new StepOutputMerge(Target + "-again").Add("one", folder).Error.ShouldBeNull();

        Text("tables/t.ndjson").ShouldBe("1\n", "appending must not reach what was kept");
        File.ReadAllText(Path.Combine(folder, "tables", "t.ndjson")).ShouldBe("1\n");
    }

    public void Dispose() => _root.Delete(recursive: true);

    private string Step(string name, params (string File, string Text)[] files)
    {
        var folder = Path.Combine(_root.FullName, name);
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // below the folder
            File.WriteAllText(path, text);
        }

        return folder;
    }

    private string Text(string file) => File.ReadAllText(Path.Combine(Target, file));
}
