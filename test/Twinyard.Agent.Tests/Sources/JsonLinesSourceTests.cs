using System.IO.Pipelines;
using Twinyard.Agent.Sources;

namespace Twinyard.Agent.Tests.Sources;

public sealed class JsonLinesSourceTests
{
    [Fact]
    public async Task Read_GoodAndBrokenLines_GivesTheGoodAndReportsTheOthers()
    {
        var problems = new List<string>();
        var input = new StringReader("""
            {"entity":"pump/1","step":1,"values":{"s1":0.5}}
            nonsense
            {"entity":"","step":1,"values":{"s1":0.5}}

            {"entity":"pump/1","step":2,"values":{"s1":1}}
            """);

        var rows = new List<SourceRow>();
        await foreach (var row in new JsonLinesSource(input, problems.Add).ReadAsync(CancellationToken.None))
        {
            rows.Add(row);
        }

        rows.Select(row => (row.Entity, row.Step, row.Values["s1"])).ShouldBe([("pump/1", 1, 0.5), ("pump/1", 2, 1.0)]);
        problems.Count.ShouldBe(2);
        problems[0].ShouldStartWith("line 2:");
    }

    [Fact]
    public async Task Read_LineWithoutEnd_IsReportedBeforeItEnds()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[2 * JsonLinesSource.MaximumLine]);
        var reported = new TaskCompletionSource<string>();
        var source = new JsonLinesSource(new StreamReader(pipe.Reader.AsStream()), problem => reported.TrySetResult(problem));
        await using var rows = source.ReadAsync(CancellationToken.None).GetAsyncEnumerator();

        var row = rows.MoveNextAsync();

        (await reported.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldStartWith("line 1: longer than");
        await pipe.Writer.WriteAsync("\n{\"entity\":\"pump/1\",\"step\":2,\"values\":{\"s1\":1}}\r\n"u8.ToArray());
        (await row.AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        rows.Current.Step.ShouldBe(2);
    }

    [Fact]
    public async Task Read_RowThatTheServerWouldRefuse_IsLeftOutAlone()
    {
        // The server refuses a whole message, and rows of a backlog share one.
        var problems = new List<string>();
        var columns = string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"c{i}\":1"));
        var input = new StringReader($$$"""
            {"entity":"{{{new string('e', 257)}}}","step":1,"values":{"s1":1}}
            {"entity":"pump/1","step":1,"values":{{{{columns}}}}}
            {"entity":"pump/1","step":2,"values":{"s1":1}}
            """);

        var rows = new List<SourceRow>();
        await foreach (var row in new JsonLinesSource(input, problems.Add).ReadAsync(CancellationToken.None))
        {
            rows.Add(row);
        }

        rows.Single().Step.ShouldBe(2);
        problems.Count.ShouldBe(2);
    }
}
