using Twinyard.Access.Secrets;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Secrets;

/// <summary>Real scripts that are given a secret and do what they should not with it.</summary>
public sealed class SecretRunTests : IDisposable
{
    private const string Value = "corr\"ect hörse";

    private static readonly RunSecrets Given = RunSecrets.Of([new RunSecret(new SecretUse("smtp-password", "PASSWORD"), 3, Value), new RunSecret(new SecretUse("key", "TWINYARD_SECRET_KEY"), 1, "first line\nsecond line\nx")]);

    private readonly TwinFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Execute_ScriptPrintsItsSecrets_TheLogHasNone()
    {
        var outcome = await RunAsync("a.sh", """
            echo "it is $PASSWORD!" >&2
            echo "$TWINYARD_SECRET_KEY"
            printf %s "$PASSWORD" | cut -c1-6 | tr -d '\n'; sleep 0.3; printf %s "$PASSWORD" | cut -c7-
            printf 'user:%s' "$PASSWORD" | base64
            echo "$TWINYARD_SECRETS"
            head -c 65530 /dev/zero | tr '\0' a; echo "$PASSWORD"
            echo done
            """);

        outcome.ShouldBeOfType<TwinSucceeded>();
        _fixture.Logs.Text("stderr").ShouldBe(["it is ***!"]);
        var said = _fixture.Logs.Text("stdout").ToList();
        said[..2].ShouldBe(["***", "***"]);
        said[2].ShouldMatch("^[A-Za-z0-9+/]{0,8}\\*\\*\\*[A-Za-z0-9+/=]{0,4}$");
        said[3].ShouldBe("smtp-password=PASSWORD key=TWINYARD_SECRET_KEY");
        said[4].ShouldBe(new string('a', 65530) + "***");
        said[5].ShouldBe("done");
    }

    [Fact]
    public async Task Execute_ScriptPutsItsSecretIntoItsOutputs_TheyHaveNoneAndObjectsStay()
    {
        await RunAsync("a.py", """
            import os, twinyard as ty
            value = ty.secret("smtp-password")
            ty.result({"value": value, "mean": 0.5})
            ty.output("value", value)
            ty.table("t").append([{"a": value, "b": 1.5}])
            ty.report(value, [{"a": value}], text="It is " + value)
            ty.bucket("b").put("a.txt", value.encode())
            """);

        Read("result.json").ShouldBe("""{"value":"***","mean":0.5}""");
        Read("step.json").ShouldBe("""{"value":"***"}""");
        Read("tables/t.ndjson").ShouldBe("""{"a":"***","b":1.5}""" + "\n");
        Read("reports/1/report.json").ShouldContain("""It is ***""");
        Read("reports/1/report.json").ShouldNotContain("ect h");
        Read("objects/b/a.txt").ShouldBe(Value);
        Directory.EnumerateFiles(_fixture.Output, "*", SearchOption.AllDirectories).Count().ShouldBe(5);
    }

    [Fact]
    public async Task Execute_NamesOfTheSystem_AreNotTaken()
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = "echo $TWINYARD_TOKEN" };
        var taken = RunSecrets.Of([new RunSecret(new SecretUse("a", "TWINYARD_TOKEN"), 1, "stolen value")]);

        await _fixture.Twin.ExecuteAsync(_fixture.Run("a.sh") with { Secrets = taken }, CancellationToken.None);

        _fixture.Logs.Text("stdout").ShouldBe(["secret-token"]);
    }

    [Fact]
    public async Task Execute_OnAJupyterServer_IsRefused()
    {
        _fixture.TwinsOptions.Named["lab"] = new TwinSettings { Kind = TwinSettings.Jupyter, Url = "http://127.0.0.1:1" };
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/a.sh"] = "echo never" };

        var outcome = await _fixture.Twin.ExecuteAsync(_fixture.Run("a.sh") with { Secrets = Given, Twin = "lab" }, CancellationToken.None);

        outcome.ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("secrets-remote");
    }

    [Fact]
    public async Task Execute_KeyFileOutsideOfTheData_IsEmptyForTheScript()
    {
        if (!await _fixture.IsolatesAsync())
        {
            Assert.Skip("This machine makes no sandbox.");
        }

        var folder = Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), $".twinyard-test-{Environment.ProcessId}"));
        try
        {
            _fixture.SecretsOptions.KeyFile = Path.Combine(folder.FullName, "keys");
            await File.WriteAllTextAsync(_fixture.SecretsOptions.KeyFile, "the key", CancellationToken.None);

            await RunAsync("a.sh", $"cat {_fixture.SecretsOptions.KeyFile}; echo end");

            _fixture.Logs.Text("stdout").ShouldBe(["end"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private Task<TwinOutcome> RunAsync(string script, string content)
    {
        _fixture.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return _fixture.Twin.ExecuteAsync(_fixture.Run(script) with { Secrets = Given }, CancellationToken.None);
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(_fixture.Output, path));
}
