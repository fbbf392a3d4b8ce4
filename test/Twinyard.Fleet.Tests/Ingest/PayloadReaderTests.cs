using System.Buffers;
using System.Text;
using Twinyard.Fleet.Ingest;

namespace Twinyard.Fleet.Tests.Ingest;

public sealed class PayloadReaderTests
{
    private const string Row = """{"seq":1,"at":1700000000000000,"entity":"fd001/1","step":3,"values":{"s1":1.5,"s2":-2e3}}""";

    [Fact]
    public void Read_TelemetryRow_GivesItsMembers()
    {
        var row = Read(IngestKind.Telemetry, Row).ShouldHaveSingleItem();

        (row.Seq, row.At, row.Entity, row.Step).ShouldBe((1, 1700000000000000, "fd001/1", 3));
        row.Values.ShouldBe(new Dictionary<string, double> { ["s1"] = 1.5, ["s2"] = -2000 }, ignoreOrder: true);
    }

    [Fact]
    public void Read_Array_GivesEveryRow() => Read(IngestKind.Telemetry, $"[{Row},{Row}]").Count.ShouldBe(2);

    [Fact]
    public void Read_UnknownMember_IsLeftOut() => Read(IngestKind.Telemetry, Row.Replace("{\"seq\"", "{\"new\":{\"a\":[1]},\"seq\"", StringComparison.Ordinal)).Count.ShouldBe(1);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("nonsense", "not JSON")]
    [InlineData("""{"seq":1""", "not JSON")]
    [InlineData("[1]", "object is expected")]
    [InlineData("""{"at":1700000000000000,"entity":"a","step":1,"values":{}}""", "seq is missing")]
    [InlineData("""{"seq":1,"entity":"a","step":1,"values":{}}""", "at is missing")]
    [InlineData("""{"seq":1,"at":1700000000000000,"step":1,"values":{}}""", "entity is missing")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","values":{}}""", "step is missing")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","step":1}""", "values is missing")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","step":1,"values":{"s1":"x"}}""", "values.s1 is not a finite number")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","step":1,"values":{"s1":1e999}}""", "values.s1 is not a finite number")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","step":1,"values":{"s1":1,"s1":2}}""", "values.s1 is there twice")]
    [InlineData("""{"seq":1.5,"at":1,"entity":"a","step":1,"values":{}}""", "seq is not a whole number")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"a","step":1,"values":{}} x""", "not JSON")]
    [InlineData("""{"seq":1,"at":1700000000000000,"entity":"\ud800","step":1,"values":{}}""", "not JSON text")]
    public void Read_BrokenTelemetry_SaysWhatIsWrong(string payload, string problem) =>
        PayloadReader.Read(IngestKind.Telemetry, Bytes(payload), []).ShouldNotBeNull().ShouldContain(problem);

    [Theory]
    [InlineData("""{"seq":1,"at":1,"entity":"a","step":1,"model":"rul","version":"1","prediction":5}""", "decision is missing")]
    [InlineData("""{"seq":1,"at":1,"entity":"a","step":1,"model":"rul","version":"1","decision":"fly"}""", "prediction is missing")]
    [InlineData("""{"seq":1,"at":1,"entity":"a","step":1,"prediction":5,"decision":"fly"}""", "model and version")]
    public void Read_BrokenDecision_SaysWhatIsWrong(string payload, string problem) =>
        PayloadReader.Read(IngestKind.Decision, Bytes(payload), []).ShouldNotBeNull().ShouldContain(problem);

    private static List<IngestRow> Read(IngestKind kind, string payload)
    {
        var rows = new List<IngestRow>();
        PayloadReader.Read(kind, Bytes(payload), rows).ShouldBeNull();
        return rows;
    }

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
