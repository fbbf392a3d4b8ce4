using System.IO.Compression;
using System.Text;
using Twinyard.Sdk.Running;

namespace Twinyard.Sdk.Tests.Server;

public sealed class ReadingTests
{
    private const string Query = "POST /api/v1/warehouse/query";

    [Fact]
    public void Sql_Rows_AreReadByNameAndType()
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, """{"columns":[{"name":"device","type":"VARCHAR"},{"name":"mae","type":"DOUBLE"}],"rows":[["d1",1.5],["d2",null]],"truncated":false}""");

        var rows = run.Run.Sql("SELECT device, mae FROM t WHERE day = ?", "2026-01-01");

        rows.Count.ShouldBe(2);
        rows[0].Text("DEVICE").ShouldBe("d1");
        rows[0].Number("mae").ShouldBe(1.5);
        rows.As<Measured>()[1].ShouldBe(new Measured("d2", null));
        Should.Throw<TwinyardException>(() => rows[1].Number("mae")).Message.ShouldContain("mae is null");
        Should.Throw<TwinyardException>(() => rows[0]["nothing"]).Message.ShouldContain("it has device, mae");
        var (_, authorization, body) = run.Server.Asked.Single();
        authorization.ShouldBe("Bearer the-token");
        body.ShouldBe("""{"sql":"SELECT device, mae FROM t WHERE day = ?","parameters":["2026-01-01"],"maximumRows":100000}""");
    }

    [Fact]
    public void Sql_RealNumberWithoutFraction_StaysRealWhenItIsWritten()
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, """{"columns":[{"name":"lowest","type":"DOUBLE"},{"name":"rows","type":"BIGINT"}],"rows":[[41,3],[1.5,4],[null,5]],"truncated":false}""");

        var rows = run.Run.Sql("SELECT lowest, rows FROM t");
        run.Run.Table("t").Append(rows);

        rows[0].Number("lowest").ShouldBe(41);
        run.Text("tables/t.ndjson").ShouldBe("{\"lowest\":41.0,\"rows\":3}\n{\"lowest\":1.5,\"rows\":4}\n{\"lowest\":null,\"rows\":5}\n");
    }

    [Fact]
    public void Sql_TruncatedResult_IsRefusedInsteadOfHalved()
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, """{"columns":[],"rows":[],"truncated":true}""");

        Should.Throw<TwinyardException>(() => run.Run.Sql(10, "SELECT 1")).Message.ShouldContain("more than 10 rows");
    }

    [Fact]
    public void Sql_ServerRefuses_SaysWhyAndWhatToDo()
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, """{"code":"access-denied","detail":"No statement allows warehouse:Query.","remedy":"Ask the owner."}""", 403);

        var refused = Should.Throw<TwinyardException>(() => run.Run.Sql("SELECT 1"));

        refused.Code.ShouldBe("access-denied");
        refused.Message.ShouldEndWith("403: No statement allows warehouse:Query. Ask the owner.");
    }

    [Fact]
    public void Sql_OutsideARun_SaysWhatIsMissing()
    {
        using var run = new TwinyardRun(RunEnvironment.FromVariables(_ => null));

        Should.Throw<TwinyardException>(() => run.Sql("SELECT 1")).Message.ShouldContain("TWINYARD_ENDPOINT");
    }

    [Theory]
    [InlineData("smtp-password", "by its chosen name")]
    [InlineData("api.token-2", "by its own name")]
    public void Secret_OfTheRun_IsFoundInItsVariable(string name, string value)
    {
        var variables = new Dictionary<string, string> { ["TWINYARD_SECRETS"] = "other=X smtp-password=PASSWORD", ["PASSWORD"] = "by its chosen name", ["TWINYARD_SECRET_API_TOKEN_2"] = "by its own name" };
        using var run = new TwinyardRun(RunEnvironment.FromVariables(variables.GetValueOrDefault));

        run.Secret(name).ShouldBe(value);
        Should.Throw<TwinyardException>(() => run.Secret("password")).Message.ShouldBe("The run has no secret 'password'. Name it in the manifest: secrets: [password]. The development twin gives none; outside a run, set the variable TWINYARD_SECRET_PASSWORD.");
    }

    [Fact]
    public void Bucket_List_FollowsEveryPage()
    {
        using var run = new RunFixture();
        run.Server
            .Answer("GET /api/v1/buckets/turbofan/objects?prefix=fd001%2F", """{"items":[{"key":"fd001/a","version":"1","size":3}],"next":"fd001/a"}""")
            .Answer("GET /api/v1/buckets/turbofan/objects?prefix=fd001%2F&after=fd001%2Fa", """{"items":[{"key":"fd001/b","version":"2","size":4}],"next":null}""");

        run.Run.Bucket("turbofan").List("fd001/").Select(found => (found.Key, found.Version, found.Size)).ShouldBe([("fd001/a", "1", 3), ("fd001/b", "2", 4)]);
    }

    [Fact]
    public void Bucket_ReadPackedObject_UnpacksTheAskedVersion()
    {
        using var run = new RunFixture();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(Encoding.UTF8.GetBytes("1 2 3\n"));
        }

        run.Server.Answer("GET /api/v1/buckets/turbofan/objects/fd001/train.txt.gz?version=v7", packed.ToArray());

        run.Run.Bucket("turbofan").ReadText("fd001/train.txt.gz", "v7").ShouldBe("1 2 3\n");
    }

    [Fact]
    public void Model_Alias_IsResolvedAndUnpacked()
    {
        using var run = new RunFixture();
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("bundle.yaml").Open();
            entry.Write("format: 1"u8);
        }

        run.Server
            .Answer("GET /api/v1/models/rul", """{"name":"rul","aliases":{"champion":3},"versions":[{"version":3}]}""")
            .Answer("GET /api/v1/models/rul/versions/3/bundle", archive.ToArray());

        var model = run.Run.Model("rul", "champion");

        model.Version.ShouldBe(3);
        File.ReadAllText(Path.Combine(model.Folder, "bundle.yaml")).ShouldBe("format: 1");
        Should.Throw<TwinyardException>(() => run.Run.Model("rul", "candidate")).Message.ShouldContain("no version or alias candidate");
        Directory.Delete(model.Folder, recursive: true);
    }

    [Fact]
    public void FindModel_NoSuchModel_IsNull()
    {
        using var run = new RunFixture();
        run.Server.Answer("GET /api/v1/models/rul", """{"code":"model-not-found","detail":"There is no model rul."}""", 404);

        run.Run.FindModel("rul", "champion").ShouldBeNull();
        run.Run.NewestDatasets("rul").ShouldBeEmpty();
    }

    [Fact]
    public void FindModel_NoSuchVersion_IsNull()
    {
        using var run = new RunFixture();
        run.Server.Answer("GET /api/v1/models/rul/versions/9/bundle", """{"code":"model-version-not-found","detail":"Model rul has no version 9."}""", 404);

        run.Run.FindModel("rul", "9").ShouldBeNull();
        Should.Throw<TwinyardException>(() => run.Run.Model("rul", "9")).Message.ShouldContain("no version or alias 9");
    }

    [Fact]
    public void Sql_OnlyParameterIsNull_IsSent()
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, """{"columns":[],"rows":[],"truncated":false}""");

        run.Run.Sql("SELECT ?", null);

        run.Server.Asked.Single().Body.ShouldContain("\"parameters\":[null]");
    }

    [Theory, InlineData(200, "<html>"), InlineData(200, "null"), InlineData(502, "[1]")]
    public void Sql_SomethingElseAnswers_IsRefusedAsTheServerWouldBe(int status, string body)
    {
        using var run = new RunFixture();
        run.Server.Answer(Query, body, status);

        Should.Throw<TwinyardException>(() => run.Run.Sql("SELECT 1")).Message.ShouldContain("warehouse/query");
    }

    [Fact]
    public void EventAndInput_AreReadFromTheirFiles()
    {
        using var run = new RunFixture("""{"detail":{"day":"monday"}}""", """{"kinds":["a"]}""");

        ((string?)run.Run.Event["detail"]?["day"]).ShouldBe("monday");
        ((string?)run.Run.Input["kinds"]?[0]).ShouldBe("a");
        run.Run.RunId.ShouldBe("run-1");
    }

    private sealed record Measured(string Device, double? Mae);
}
