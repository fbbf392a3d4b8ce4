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
}
