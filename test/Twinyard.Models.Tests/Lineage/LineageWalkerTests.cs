using Microsoft.Extensions.DependencyInjection;
using Twinyard.Contracts.Models;
using Twinyard.Models.Lineage;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Models.Tests.Lineage;

public sealed class LineageWalkerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Trace_Cycle_EndsWhereItWasTold()
    {
        var tree = (await TraceAsync(new("run", "a"), ("a", ["b"]), ("b", ["a", "gone"]))).Value;

        tree.From[0].From.Select(node => node.Note).ShouldBe(["told above", "not known here"]);
    }

    [Fact]
    public async Task Trace_LongChain_IsCut()
    {
        var tree = (await TraceAsync(new("run", "0"), [.. Enumerable.Range(0, 50).Select(i => ($"{i}", new[] { $"{i + 1}" }))])).Value;

        var depth = 0;
        for (; tree.From.Count > 0; tree = tree.From[0])
        {
            depth++;
        }

        depth.ShouldBe(LineageWalker.MaximumDepth);
        tree.Note.ShouldBe("not followed further");
    }

    [Fact]
    public async Task Trace_Unknown_IsNotFound()
    {
        (await TraceAsync(new("run", "x"), ("a", []))).Error.ShouldBeOfType<NotFoundError>().Code.ShouldBe("lineage-not-found");
        (await TraceAsync(new("nothing", "x"), ("a", []))).Error.ShouldBeOfType<NotFoundError>().Remedy.ShouldBe("Known kinds are run.");
    }

    [Theory, EveryDatabase]
    public async Task Trace_ModelVersion_NamesRunAndDatasets(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1", registration: new { datasets = new[] { new { bucket = "data", key = "a/b", version = "7" } }, metrics = new { rmse = 12.25 } });

        var tree = (await fixture.Get<ILineage>().TraceAsync(new LineageReference("model-version", "tiny@1"), None)).Value;

        tree.Title.ShouldBe("Model tiny v1");
        tree.Facts.ShouldContain(new LineageFact("rmse", "12.25"));
        tree.From.Select(node => (node.Kind, node.Id)).ShouldBe([("run", "run-1"), ("dataset", "data/a/b@7")]);
    }

    [Theory, InlineData("tiny"), InlineData("tiny@x"), InlineData("@1"), InlineData("other@1")]
    public async Task Trace_BadModelVersion_IsNotFound(string id)
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);

        (await fixture.Get<ILineage>().TraceAsync(new LineageReference("model-version", id), None)).IsOk.ShouldBeFalse();
    }

    private static async Task<Result<LineageTree>> TraceAsync(LineageReference start, params (string Id, string[] From)[] nodes)
    {
        await using var services = new ServiceCollection().AddSingleton<ILineageSource>(new Chain(nodes.ToDictionary(node => node.Id, node => node.From))).BuildServiceProvider();
        return await new LineageWalker(services).TraceAsync(start, None);
    }

    private sealed class Chain(Dictionary<string, string[]> nodes) : ILineageSource
    {
        public IReadOnlyList<string> Kinds { get; } = ["run"];

        public Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken) => Task.FromResult(
            nodes.TryGetValue(reference.Id, out var from) ? new LineageNode(reference, reference.Id, [], [.. from.Select(id => new LineageReference("run", id))]) : null);
    }
}
