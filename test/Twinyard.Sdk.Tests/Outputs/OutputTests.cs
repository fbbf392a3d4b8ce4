using System.Text.Json.Nodes;
using Twinyard.Sdk.Outputs;
using Twinyard.Sdk.Running;
using Twinyard.Sdk.Tests.Server;

namespace Twinyard.Sdk.Tests.Outputs;

public sealed class OutputTests
{
    [Fact]
    public void Metric_IsALineWithItsDimensions()
    {
        using var run = new RunFixture();

        run.Run.Metric("rmse", 12, "cycles", new Dictionary<string, string> { ["kind"] = "fd001" });
        run.Run.Metric("rows", 7.5, @namespace: "own");

        run.Text("metrics.ndjson").ShouldBe(
            """
            {"name":"rmse","value":12.0,"unit":"cycles","dimensions":{"kind":"fd001"}}
            {"namespace":"own","name":"rows","value":7.5,"unit":"","dimensions":{}}

            """);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Metric_ThatIsNoNumber_IsRefusedWhereItIsMade(double value)
    {
        using var run = new RunFixture();

        Should.Throw<TwinyardException>(() => run.Run.Metric("rmse", value)).Message.ShouldContain("finite numbers only");
    }

    [Fact]
    public void Table_AppendedTwice_HoldsAllRowsAndTellsWholeNumbersFromReal()
    {
        using var run = new RunFixture();

        run.Run.Table("daily").Append(new { device = "d1", mae = 3.0, rows = 3 });
        run.Run.Table("daily").Append([new Dictionary<string, object> { ["device"] = "d2" }]);

        run.Text("tables/daily.ndjson").ShouldBe("{\"device\":\"d1\",\"mae\":3.0,\"rows\":3}\n{\"device\":\"d2\"}\n");
    }

    [Fact]
    public void Table_FloatWithoutFraction_StaysReal()
    {
        using var run = new RunFixture();

        run.Run.Table("daily").Append(new { prediction = 41f, other = 0.5f, large = 1e30f });

        run.Text("tables/daily.ndjson").ShouldBe("{\"prediction\":41.0,\"other\":0.5,\"large\":1E+30}\n");
        Should.Throw<TwinyardException>(() => run.Run.Table("daily").Append(new { prediction = float.NaN })).Message.ShouldContain("finite numbers only");
    }

    [Fact]
    public void Report_NullInTheFirstRow_KeepsItsColumnAndIsNotDrawn()
    {
        using var run = new RunFixture();
        object[] rows = [new { kind = "a", rmse = (double?)null }, new { kind = "b", rmse = (double?)1.5 }];

        run.Run.Report("Comparison", rows, [run.Run.Bar(rows, x: "kind", y: "rmse")]);

        var report = run.Json("reports/1/report.json");
        report["columns"]!.ToJsonString().ShouldBe("""["kind","rmse"]""");
        report["rows"]!.ToJsonString().ShouldBe("""[["a",null],["b",1.5]]""");
        report["charts"]![0]!["series"]!.ToJsonString().ShouldBe("""[{"name":"rmse","x":["b"],"y":[1.5]}]""");
    }

    [Fact]
    public void Report_RowsOfDifferentColumns_ShowsThemAll()
    {
        using var run = new RunFixture();

        run.Run.Report("Both", [new { kind = "a" }, new { kind = "b", rmse = 1.5 }]);

        run.Json("reports/1/report.json")["rows"]!.ToJsonString().ShouldBe("""[["a",null],["b",1.5]]""");
    }

    [Fact]
    public void Report_RowThatIsNoObject_SaysSo()
    {
        using var run = new RunFixture();

        Should.Throw<TwinyardException>(() => run.Run.Report("Numbers", [1, 2])).Message.ShouldContain("Int32");
    }

    [Fact]
    public void OutputFolder_WithASlashAtItsEnd_IsTaken()
    {
        using var folder = new RunFixture();
        using var run = new TwinyardRun(RunEnvironment.FromVariables(name => name == "TWINYARD_OUTPUT" ? folder.Output + "/" : null));

        run.Metric("rows", 1);

        folder.Text("metrics.ndjson").ShouldContain("rows");
    }

    [Fact]
    public void Bucket_Put_LiesUnderItsKey()
    {
        using var run = new RunFixture();

        run.Run.Bucket("results").Put("a/b.txt", "text");

        run.Text("objects/results/a/b.txt").ShouldBe("text");
    }

    [Fact]
    public void Bucket_PutOutsideTheOutputFolder_IsRefused()
    {
        using var run = new RunFixture();

        Should.Throw<TwinyardException>(() => run.Run.Bucket("results").Put("../../../escaped", "text")).Message.ShouldContain("outside the output folder");
    }

    [Fact]
    public void PublishEvent_LeavesTheSourceToTheServer()
    {
        using var run = new RunFixture();

        run.Run.PublishEvent("evaluation.done", new { day = "monday" });

        run.Text("events.ndjson").ShouldBe("{\"detailType\":\"evaluation.done\",\"detail\":{\"day\":\"monday\"},\"resources\":[]}\n");
    }

    [Fact]
    public void Report_HasRowsInColumnOrderAndChartsBySeries()
    {
        using var run = new RunFixture();
        object[] rows = [new { kind = "a", version = 1, rmse = 2.5 }, new { kind = "a", version = 2, rmse = 1.5 }];

        run.Run.Report("Comparison", rows, [run.Run.Bar(rows, x: "kind", y: "rmse", series: "version")], topic: "ml-team");
        run.Run.Report("Empty");

        var report = run.Json("reports/1/report.json");
        report["columns"]!.ToJsonString().ShouldBe("""["kind","version","rmse"]""");
        report["rows"]!.ToJsonString().ShouldBe("""[["a",1,2.5],["a",2,1.5]]""");
        report["charts"]!.ToJsonString().ShouldBe(
            """[{"kind":"bar","title":"rmse by kind","xLabel":"kind","yLabel":"rmse","series":[{"name":"1","x":["a"],"y":[2.5]},{"name":"2","x":["a"],"y":[1.5]}]}]""");
        ((string?)report["topic"]).ShouldBe("ml-team");
        run.Json("reports/2/report.json")["rows"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void Chart_UnknownColumn_NamesThoseThatAreThere()
    {
        using var run = new RunFixture();

        Should.Throw<TwinyardException>(() => run.Run.Line([new { day = 1, mae = 2 }], "day", "rmse")).Message.ShouldContain("it has day, mae");
    }

    [Fact]
    public void RegisterModel_CopiesTheBundleBesideItsRegistration()
    {
        using var run = new RunFixture();
        var bundle = Directory.CreateDirectory(Path.Combine(run.Folder, "bundle")).FullName;
        File.WriteAllText(Path.Combine(bundle, "bundle.yaml"), "format: 1");

        run.Run.RegisterModel("rul", bundle, new ModelRegistration
        {
            Description = "First",
            Aliases = ["candidate"],
            Datasets = [new DatasetReference("turbofan", "fd001/train.txt", "v1")],
            Metrics = new Dictionary<string, double> { ["rmse"] = 12.5 },
        });
        run.Run.Evaluation("rul", TwinyardRun.NewVersion, "fd001/test", 100, new Dictionary<string, double> { ["rmse"] = 12.5 });

        run.Text("models/rul/bundle.yaml").ShouldBe("format: 1");
        run.Text("models/rul/registration.json").ShouldBe(
            """{"description":"First","aliases":["candidate"],"datasets":[{"bucket":"turbofan","key":"fd001/train.txt","version":"v1"}],"metrics":{"rmse":12.5}}""");
        run.Text("evaluations.ndjson").ShouldBe("{\"model\":\"rul\",\"version\":\"new\",\"dataset\":\"fd001/test\",\"rows\":100,\"metrics\":{\"rmse\":12.5}}\n");
    }

    [Fact]
    public void Output_SeveralValues_AreOneObjectAndTheLastOfANameCounts()
    {
        using var run = new RunFixture();

        run.Run.Output("rows", 3);
        run.Run.Output("kinds", new[] { "a", "b" });
        run.Run.Output("rows", 4);
        run.Run.Output("none", null);
        Should.Throw<TwinyardException>(() => run.Run.Output("large", new string('x', 70_000))).Message.ShouldContain("65536 are given on");

        run.Text("step.json").ShouldBe("""{"rows":4,"kinds":["a","b"],"none":null}""");
    }

    [Fact]
    public void Result_TooLarge_SaysWhereToPutIt()
    {
        using var run = new RunFixture();

        run.Run.Result(new { rows = 3 });
        Should.Throw<TwinyardException>(() => run.Run.Result(new JsonArray([.. Enumerable.Range(0, 20_000).Select(i => JsonValue.Create(i))]))).Message.ShouldContain("65536 are kept");

        run.Text("result.json").ShouldBe("""{"rows":3}""");
    }
}
