using Twinyard.Access.Roles;
using Twinyard.Events.Outputs;
using Twinyard.Events.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Events.Tests.Outputs;

public sealed class EventsOutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, EveryDatabase]
    public async Task CommitAsync_Twice_EachEventIsPublishedOnce(DatabaseEngine engine)
    {
        await using var test = await EventsTest.CreateAsync(engine);
        Write("""{"detailType": "model.trained", "detail": {"rmse": 12.5}}""", "", """{"source": "plant", "detailType": "x", "resources": ["a"]}""");
        var output = test.Get<IRunOutput>();

        (await output.StageAsync(Outputs(Role.Evaluator), EventsTest.None)).IsOk.ShouldBeTrue();
        await output.CommitAsync(Outputs(Role.Evaluator), EventsTest.None);
        await output.CommitAsync(Outputs(Role.Evaluator), EventsTest.None);

        var events = (await test.History.ListAsync(null, null, new PageRequest(null, null), EventsTest.None)).Items;
        events.Select(envelope => $"{envelope.Source} {envelope.DetailType}").ShouldBe(["plant x", "script.evaluate model.trained"]);
        events[1].Detail.ToJsonString().ShouldBe("""{"rmse":12.5}""");
    }

    [Theory]
    [InlineData("""{"detailType": "x"}""", "device", "may not events:PutEvent")]
    [InlineData("""{"detailType": "x", "source": "twinyard.models"}""", "evaluator", "events.ndjson(1): The source 'twinyard.models' starts with")]
    [InlineData("""{"source": "plant"}""", "evaluator", "events.ndjson(1): The event has no detail type")]
    [InlineData("""{"detailType": 5}""", "evaluator", "events.ndjson(1): The line cannot be read")]
    [InlineData("""{"detailType": "x", "detail": {"a": 1, "a": 2}}""", "evaluator", "events.ndjson(1): ")]
    [InlineData("""{"detailType": "x", "details": {}}""", "evaluator", "'details' is not known")]
    [InlineData("""[1]""", "evaluator", "not a JSON object")]
    [InlineData("""{""", "evaluator", "cannot be read")]
    public async Task StageAsync_BadLine_IsRefusedWithItsNumber(string line, string role, string expected)
    {
        await using var test = await EventsTest.CreateAsync(DatabaseEngine.Sqlite);
        Write(line);

        var staged = await test.Get<IRunOutput>().StageAsync(Outputs(role), EventsTest.None);

        staged.Error.ShouldNotBeNull().Message.ShouldContain(expected);
    }

    [Fact]
    public async Task StageAsync_NoFile_NeedsNoPermission()
    {
        await using var test = await EventsTest.CreateAsync(DatabaseEngine.Sqlite);

        (await test.Get<IRunOutput>().StageAsync(Outputs(Role.Device), EventsTest.None)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task StageAsync_TooManyEvents_IsALimit()
    {
        await using var test = await EventsTest.CreateAsync(DatabaseEngine.Sqlite);
        Write([.. Enumerable.Repeat("""{"detailType": "x"}""", 1001)]);

        (await test.Get<IRunOutput>().StageAsync(Outputs(Role.Evaluator), EventsTest.None)).Error.ShouldBeOfType<LimitError>();
    }

    private void Write(params string[] lines) => File.WriteAllLines(Path.Combine(_folder.FullName, EventsOutput.FileName), lines);

    private RunOutputs Outputs(string role) => new()
    {
        RunId = "0197-run",
        Workflow = "evaluate",
        Role = role,
        Commit = "c0ffee",
        Folder = _folder.FullName,
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}
