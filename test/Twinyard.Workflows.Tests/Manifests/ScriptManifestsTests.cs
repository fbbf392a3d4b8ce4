using System.Text;
using Twinyard.Platform.Results;
using Twinyard.Twins.Development;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Tests.Manifests;

public sealed class ScriptManifestsTests
{
    private const string Steps = """
        run:
          timeout: 10m
          egress: [pypi.org]
          layers: [numerics@3]
          secrets: [db-password]
          steps:
            read: { script: read.py, timeout: 30s }
            show: { script: lib/show.ipynb, needs: [read], cell-timeout: 5s, memory: 256MB }
        backup: { script: cached.sh }
        role: evaluator
        """;

    [Theory]
    [InlineData("workflows/evaluate/read.py", "read.py", 30, null, null)]
    [InlineData("workflows/evaluate/lib/show.ipynb", "lib/show.ipynb", 600, 5, 256_000_000L)]
    [InlineData("workflows/evaluate/cached.sh", "cached.sh", 600, null, null)]
    public void Find_ScriptOfAWorkflow_IsWhatItsRunsGet(string script, string name, int timeout, int? cellTimeout, long? memory)
    {
        var found = Find(script, ("workflows/evaluate/workflow.yaml", Steps)).Value.ShouldNotBeNull();

        (found.Workflow, found.Folder, found.Script).ShouldBe(("evaluate", "workflows/evaluate", name));
        (found.Timeout.TotalSeconds, found.CellTimeout?.TotalSeconds, found.Limits.Memory).ShouldBe((timeout, cellTimeout, memory));
        found.Egress.ShouldBe(["pypi.org"]);
        found.Layers.ShouldBe(["numerics@3"]);
        found.Secrets.ShouldBe(["db-password"]);
    }

    [Theory]
    [InlineData("workflows/evaluate/other.py")]
    [InlineData("other.py")]
    [InlineData("workflows/next/read.py")]
    public void Find_ScriptThatNoManifestNames_IsNothing(string script) =>
        Find(script, ("workflows/evaluate/workflow.yaml", Steps), ("workflow.yaml", "broken: [")).Value.ShouldBeNull();

    [Fact]
    public void Find_ManifestWithProblems_NamesThemAll()
    {
        var error = Find("workflows/evaluate/read.py", ("workflows/evaluate/workflow.yaml", "run: { script: reed.py, tiemout: 5s }")).Error.ShouldBeOfType<InvalidError>();

        error.Code.ShouldBe("manifest-invalid");
        error.Problems.Select(problem => problem.File).Distinct().ShouldBe(["workflows/evaluate/workflow.yaml"]);
        error.Message.ShouldContain("tiemout");
        error.Message.ShouldContain("reed.py");
    }

    private static Result<ScriptManifest?> Find(string script, params (string Path, string Text)[] others)
    {
        string[] scripts = ["workflows/evaluate/read.py", "workflows/evaluate/lib/show.ipynb", "workflows/evaluate/cached.sh", script];
        var files = scripts.Distinct().Select(path => (Path: path, Text: "")).Concat(others).ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal);
        return new ScriptManifests().Find(script, files);
    }
}
