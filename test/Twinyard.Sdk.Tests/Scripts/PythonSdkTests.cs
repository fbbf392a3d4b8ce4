using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Twinyard.Sdk.Tests.Server;

namespace Twinyard.Sdk.Tests.Scripts;

public sealed class PythonSdkTests : IDisposable
{
    private readonly ScriptFolder _scripts = new();

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task Script_ReadsAndWritesAsTheCSharpOneDoes()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");
        using var server = new FakeServer();
        server.Answer("POST /api/v1/warehouse/query", """{"columns":[{"name":"day","type":"VARCHAR"},{"name":"mae","type":"DOUBLE"}],"rows":[["mon",1.5],["tue",2]],"truncated":false}""")
            .Answer("GET /api/v1/buckets/b/objects/k/x.txt", "content"u8.ToArray());
        _scripts.Write("event.json", """{"detail":{"day":"mon"}}""");
        _scripts.Variables["TWINYARD_EVENT"] = Path.Combine(_scripts.Path, "event.json");
        _scripts.Variables["TWINYARD_ENDPOINT"] = server.Url;
        _scripts.Variables["TWINYARD_TOKEN"] = "the-token";

        var ended = await RunAsync("""
            import twinyard as ty
            rows = ty.sql("select day, mae from t where day = ?", [ty.event.detail.day])
            ty.metric("mae", rows[0]["mae"], unit="cycles", model="rul-v2")
            ty.table("daily_mae").append(rows)
            ty.report("Daily evaluation", rows, charts=[ty.line(rows, x="day", y="mae")])
            ty.publish("done", {"rows": len(rows)})
            ty.result({"rows": len(rows)})
            ty.bucket("b").put("out.txt", ty.object("b", "k/x.txt"))
            """);

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        server.Asked[0].Authorization.ShouldBe("Bearer the-token");
        server.Asked[0].Body.ShouldContain("\"parameters\": [\"mon\"]");
        Json("metrics.ndjson").ToJsonString().ShouldBe("""{"name":"mae","value":1.5,"unit":"cycles","dimensions":{"model":"rul-v2"}}""");
        _scripts.Read("output/tables/daily_mae.ndjson").ShouldBe("{\"day\": \"mon\", \"mae\": 1.5}\n{\"day\": \"tue\", \"mae\": 2.0}\n");
        Json("reports/1/report.json")["charts"]!.ToJsonString().ShouldBe(
            """[{"kind":"line","title":"mae by day","xLabel":"day","yLabel":"mae","series":[{"name":"mae","x":["mon","tue"],"y":[1.5,2.0]}]}]""");
        Json("events.ndjson").ToJsonString().ShouldBe("""{"detailType":"done","detail":{"rows":2},"resources":[]}""");
        _scripts.Read("output/objects/b/out.txt").ShouldBe("content");
    }

    [Fact]
    public async Task Script_GivesOutputsToOtherSteps_TheyAreOneObject()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");

        var ended = await RunAsync("""
            import twinyard as ty
            ty.output("rows", 3)
            ty.output("kinds", ["a", "b"])
            ty.output("rows", 4)
            try:
                ty.output("large", "x" * 70_000)
            except ty.TwinyardError as error:
                print(error)
            """);

        ended.Output.ShouldHaveSingleItem().ShouldContain("65536 are given on");
        File.ReadAllText(Path.Combine(_scripts.Output, "step.json")).ShouldBe("""{"rows": 4, "kinds": ["a", "b"]}""");
    }

    [Fact]
    public async Task Script_Refused_FailsWithTheServersWords()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");
        using var server = new FakeServer();
        server.Answer("POST /api/v1/warehouse/query", """{"code":"access-denied","detail":"Not allowed.","remedy":"Ask."}""", 403);
        _scripts.Variables["TWINYARD_ENDPOINT"] = server.Url;
        _scripts.Variables["TWINYARD_TOKEN"] = "t";

        var ended = await RunAsync("import twinyard as ty\nty.sql('select 1')");

        ended.ExitCode.ShouldBe(1);
        ended.Errors[^1].ShouldBe("twinyard.TwinyardError: POST warehouse/query: 403: Not allowed. Ask.");
    }

    [Fact]
    public async Task Script_NumbersOfOtherLibraries_StayNumbersAndNanIsRefused()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");

        var ended = await RunAsync("""
            import twinyard as ty

            class Scalar:  # as NumPy's
                def __init__(self, value):
                    self.value = value
                def item(self):
                    return self.value

            ty.table("t").append([{"rows": Scalar(3), "mae": Scalar(1.5)}])
            ty.report("R", [{"a": None}, {"a": Scalar(1), "b": 2}])
            ty.result({"rows": Scalar(3)})
            for write in (lambda: ty.metric("mae", float("nan")), lambda: ty.table("t").append({"mae": float("inf")}), lambda: ty.result(float("nan"))):
                try:
                    write()
                except ty.TwinyardError as error:
                    ty.log(error)
            """);

        ended.Errors.ShouldBeEmpty();
        _scripts.Read("output/tables/t.ndjson").ShouldBe("{\"rows\": 3, \"mae\": 1.5}\n");
        Json("reports/1/report.json")["columns"]!.ToJsonString().ShouldBe("""["a","b"]""");
        Json("reports/1/report.json")["rows"]!.ToJsonString().ShouldBe("[[null,null],[1,2]]");
        Json("result.json").ToJsonString().ShouldBe("""{"rows":3}""");
        ended.Output.Count.ShouldBe(3);
        ended.Output.ShouldAllBe(line => line.Contains("finite numbers only"));
        File.Exists(Path.Combine(_scripts.Output, "metrics.ndjson")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(502, "[1]", "POST warehouse/query: 502: ")]
    [InlineData(502, "<html>", "POST warehouse/query: 502: ")]
    [InlineData(200, "<html>", "POST warehouse/query: the answer is not JSON")]
    public async Task Script_SomethingElseAnswers_FailsAsWithTheServer(int status, string body, string message)
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");
        using var server = new FakeServer();
        server.Answer("POST /api/v1/warehouse/query", body, status);
        _scripts.Variables["TWINYARD_ENDPOINT"] = server.Url;
        _scripts.Variables["TWINYARD_TOKEN"] = "the-token";

        var ended = await RunAsync("import twinyard as ty\nty.sql('select 1')");

        ended.Errors[^1].ShouldStartWith("twinyard.TwinyardError: " + message);
        ended.Errors.ShouldAllBe(line => !line.Contains("the-token"));
    }

    [Fact]
    public async Task Script_ConnectionBreaksOff_FailsWithTwinyardError()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _scripts.Variables["TWINYARD_ENDPOINT"] = $"http://{listener.LocalEndpoint}";
        _scripts.Variables["TWINYARD_TOKEN"] = "the-token";

        var running = RunAsync("import twinyard as ty\nty.sql('select 1')");
        (await listener.AcceptTcpClientAsync()).Dispose();

        (await running).Errors[^1].ShouldStartWith("twinyard.TwinyardError: The server at http://");
    }

    [Fact]
    public async Task Script_OutsideARun_SaysWhatIsMissing()
    {
        Assert.SkipUnless(HasPython, "python3 is not installed.");

        (await RunAsync("import twinyard as ty\nty.sql('select 1')")).Errors[^1].ShouldContain("TWINYARD_ENDPOINT or TWINYARD_TOKEN is not set");
    }

    private static bool HasPython => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3")));

    private Task<ScriptFolder.Ended> RunAsync(string script)
    {
        _scripts.Write("a.py", script);
        _scripts.Variables["PYTHONPATH"] = Path.Combine(AppContext.BaseDirectory, "python");
        return _scripts.RunAsync("python3", ["a.py"], "");
    }

    private JsonNode Json(string file) => JsonNode.Parse(_scripts.Read("output/" + file)) ?? throw new InvalidOperationException();
}
