using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Inference.Bundles;
using Twinyard.Sdk.Tests.Scripts;
using Twinyard.Sdk.Tests.Server;

namespace Twinyard.Sdk.Tests.Example;

/// <summary>The scripts of <c>examples/turbofan</c>, run as they lie there, on recordings of a few small engines.</summary>
public sealed class TurbofanTests : IDisposable
{
    private const string Query = "POST /api/v1/warehouse/query";
    private readonly ScriptFolder _scripts = new();
    private readonly FakeServer _server = new();

    public TurbofanTests()
    {
        var example = Path.Combine(AppContext.BaseDirectory, "turbofan");
        foreach (var file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories))
        {
            _scripts.Write(Path.GetRelativePath(example, file), File.ReadAllText(file));
        }

        _scripts.Variables["TWINYARD_ENDPOINT"] = _server.Url;
        _scripts.Variables["TWINYARD_TOKEN"] = "t";
        _scripts.Variables["TMPDIR"] = _scripts.Path;
    }

    public void Dispose()
    {
        _server.Dispose();
        _scripts.Dispose();
    }

    [Fact]
    public async Task ReaderCheck_AsItLies_Passes()
    {
        var ended = await _scripts.RunAsync("checks/reader.csx");

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task ReaderCheck_CapChanged_Fails()
    {
        _scripts.Write("lib/turbofan.csx", _scripts.Read("lib/turbofan.csx").Replace("Cap = 125", "Cap = 130", StringComparison.Ordinal));

        var ended = await _scripts.RunAsync("checks/reader.csx");

        ended.ExitCode.ShouldBe(1);
        ended.Errors[0].ShouldContain("labels are capped at 125 cycles");
    }

    [Fact]
    public async Task SmallFilesCheck_LargeFile_FailsAndNamesIt()
    {
        (await _scripts.RunAsync("bash", ["checks/small-files.sh"], "")).ExitCode.ShouldBe(0);
        _scripts.Write("data/train.txt", new string('1', 300 * 1024));

        var ended = await _scripts.RunAsync("bash", ["checks/small-files.sh"], "");

        ended.ExitCode.ShouldBe(1);
        ended.Errors.ShouldContain("./data/train.txt");
    }

    [Fact]
    public async Task Train_NamedKind_LeavesABundleItsEvaluationAndItsDatasets()
    {
        Serve("sim-a", "sim-b");
        Input("""{"kinds":["sim-a"]}""");

        var ended = await _scripts.RunAsync("workflows/train/train.csx");

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        ended.Output.ShouldContain(line => line.StartsWith("RMSE SIM-A capped ", StringComparison.Ordinal));
        using var bundle = ModelBundle.Open(Path.Combine(_scripts.Output, "models", "rul"));
        bundle.Manifest.Columns.ShouldBe(["s2", "s3"]);
        var registration = Json("models/rul/registration.json");
        registration["aliases"]!.ToJsonString().ShouldBe("""["candidate"]""");
        registration["datasets"]!.AsArray().Select(dataset => (string?)dataset!["key"]).ShouldBe(["sim-a/train.txt", "sim-a/test.txt", "sim-a/rul.txt"]);
        Json("evaluations.ndjson")["version"]!.ToString().ShouldBe("new");
    }

    [Fact]
    public async Task Retrain_KindsThatTheNewestVersionKnows_DoesNothing()
    {
        Serve("sim-a");
        _server
            .Answer("GET /api/v1/models/rul", """{"name":"rul","aliases":{"champion":1},"versions":[{"version":1}]}""")
            .Answer("GET /api/v1/models/rul/versions/1", """{"datasets":[{"bucket":"turbofan","key":"sim-a/rul.txt","version":"1"},{"bucket":"turbofan","key":"sim-a/test.txt","version":"1"},{"bucket":"turbofan","key":"sim-a/train.txt","version":"1"}]}""");

        var ended = await _scripts.RunAsync("workflows/retrain/retrain.csx");

        ended.ExitCode.ShouldBe(0);
        ended.Output.Single().ShouldContain("Nothing to do");
        Directory.Exists(_scripts.Output).ShouldBeFalse();
    }

    [Fact]
    public async Task Retrain_NewKind_EvaluatesTheNewVersionAndTheChampionOnEveryKind()
    {
        Serve("sim-a");
        (await _scripts.RunAsync("workflows/train/train.csx")).ExitCode.ShouldBe(0);
        using var archive = new MemoryStream();
        BundleWriter.Pack(Path.Combine(_scripts.Output, "models", "rul"), archive);
        Directory.Delete(_scripts.Output, recursive: true);
        Serve("sim-a", "sim-b");
        _server
            .Answer("GET /api/v1/models/rul", """{"name":"rul","aliases":{"champion":1},"versions":[{"version":1}]}""")
            .Answer("GET /api/v1/models/rul/versions/1", """{"datasets":[]}""")
            .Answer("GET /api/v1/models/rul/versions/1/bundle", archive.ToArray());

        var ended = await _scripts.RunAsync("workflows/retrain/retrain.csx");

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        _scripts.Read("output/evaluations.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).Select(line => $"{line["version"]} {line["dataset"]}")
            .ShouldBe(["new sim-a/test", "new sim-b/test", "1 sim-a/test", "1 sim-b/test"]);
        Json("reports/1/report.json")["charts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Evaluate_Decisions_AreComparedWithTheTruth()
    {
        Serve("sim-a");
        // Unit 1 is recorded for 40 cycles and has 10 left, so at cycle 39 the truth is 11: off by 3 and by 4.
        _server.Answer(Query, """{"columns":[{"name":"entity"},{"name":"step"},{"name":"version"},{"name":"prediction"}],"rows":[["sim-a/1",39,"1",14.0],["sim-a/1",40,"1",6.0],["sim-a/99",1,"1",6.0]],"truncated":false}""");

        var ended = await _scripts.RunAsync("workflows/evaluate/evaluate.csx");

        ended.Errors.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(0);
        var metric = Json("metrics.ndjson");
        ((double)metric["value"]!).ShouldBe(Math.Round(Math.Sqrt((9 + 16) / 2.0), 2));
        metric["dimensions"]!.ToJsonString().ShouldBe("""{"kind":"sim-a","version":"1"}""");
        Json("reports/1/report.json")["charts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Evaluate_RecordingsSeparatedByTabs_AreReadAsTheTrainingReadsThem()
    {
        Serve("sim-a");
        _server.Answer("GET /api/v1/buckets/turbofan/objects/sim-a/test.txt?version=1", Recordings("sim-a", units: 3, length: 50, until: 40).Replace(' ', '\t'));
        _server.Answer(Query, """{"columns":[{"name":"entity"},{"name":"step"},{"name":"version"},{"name":"prediction"}],"rows":[["sim-a/1",39,"1",14.0]],"truncated":false}""");

        var ended = await _scripts.RunAsync("workflows/evaluate/evaluate.csx");

        ended.Errors.ShouldBeEmpty();
        ((double)Json("metrics.ndjson")["value"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Analytics_Decisions_AreSummedAndReported()
    {
        _server.Answer(Query, """{"columns":[{"name":"device"},{"name":"decision"},{"name":"decisions"},{"name":"engines"},{"name":"lowest"}],"rows":[["d1","fly",10,1,41.5],["d2","fly",5,1,50.0],["d2","ground",1,1,3.0]],"truncated":false}""");

        var ended = await _scripts.RunAsync("workflows/daily-analytics/analytics.csx");

        ended.Errors.ShouldBeEmpty();
        Json("result.json").ToJsonString().ShouldBe("""[{"decision":"fly","decisions":15,"devices":2},{"decision":"ground","decisions":1,"devices":1}]""");
        _scripts.Read("output/tables/daily_decisions.ndjson").ShouldStartWith("""{"device":"d1","decision":"fly","decisions":10,"engines":1,"lowest":41.5}""");
    }

    [Fact]
    public async Task Faulty_DamagedRecord_FailsAndTheBackupReadsTheOthers()
    {
        var failed = await _scripts.RunAsync("workflows/faulty/import.csx");
        Directory.Delete(_scripts.Output, recursive: true);
        var backup = await _scripts.RunAsync("workflows/faulty/import_tolerant.csx");

        failed.ExitCode.ShouldBe(1);
        failed.Errors[0].ShouldContain("line 3: field 16");
        backup.ExitCode.ShouldBe(0);
        Json("result.json").ToJsonString().ShouldBe("""{"records":3,"leftOut":[3]}""");
    }

    private void Serve(params string[] kinds)
    {
        string[] files = ["rul.txt", "test.txt", "train.txt"];
        var all = kinds.SelectMany(kind => files.Select(file => $"{kind}/{file}")).ToList();
        _server.Answer("GET /api/v1/buckets/turbofan/objects?prefix=", Listing(all));
        foreach (var kind in kinds)
        {
            _server.Answer($"GET /api/v1/buckets/turbofan/objects?prefix={kind}%2F", Listing(all.Where(key => key.StartsWith(kind, StringComparison.Ordinal))));
            _server.Answer($"GET /api/v1/buckets/turbofan/objects/{kind}/train.txt?version=1", Recordings(kind, units: 8, length: 60, until: 60));
            _server.Answer($"GET /api/v1/buckets/turbofan/objects/{kind}/test.txt?version=1", Recordings(kind, units: 3, length: 50, until: 40));
            _server.Answer($"GET /api/v1/buckets/turbofan/objects/{kind}/rul.txt?version=1", "10\n10\n10\n");
        }
    }

    private void Input(string json)
    {
        _scripts.Write("input.json", json);
        _scripts.Variables["TWINYARD_INPUT"] = Path.Combine(_scripts.Path, "input.json");
    }

    private JsonNode Json(string file) => JsonNode.Parse(_scripts.Read("output/" + file)) ?? throw new InvalidOperationException($"{file} is null.");

    private static string Listing(IEnumerable<string> keys) =>
        new JsonObject { ["items"] = new JsonArray([.. keys.Select(key => new JsonObject { ["key"] = key, ["version"] = "1", ["size"] = 1 })]), ["next"] = null }.ToJsonString();

    /// <summary>Engines whose sensors 2 and 3 wear, all others being constant.</summary>
    private static string Recordings(string kind, int units, int length, int until)
    {
        var random = new Random(kind.Length + units);
        var lines = from unit in Enumerable.Range(1, units)
                    from cycle in Enumerable.Range(1, until)
                    let wear = Math.Exp((cycle - length) / 15.0)
                    select string.Create(
                        CultureInfo.InvariantCulture,
                        $"{unit} {cycle} 0 0 100 1 {600 + 10 * wear + random.NextDouble():F3} {40 - wear + random.NextDouble() / 9:F3} {string.Join(' ', Enumerable.Repeat("1", 18))}");
        return string.Join('\n', lines) + "\n";
    }
}
