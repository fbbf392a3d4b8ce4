using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Tests.Checks;

public sealed class DryRunTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Schedules_Declared_AreToldInTheirZones()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);

        var verdict = await RunAsync(room, "schedules", "next: 2", ("nightly", Scheduled("cron(30 6 * * ? *)", "Europe/Berlin")), ("often", Scheduled("rate(1 hour)", "UTC")));

        verdict.Passed.ShouldBeTrue();
        verdict.Findings.Select(finding => finding.Text).ShouldBe(
        [
            "nightly: cron(30 6 * * ? *) in Europe/Berlin: Thu 2026-01-01 06:30:00 +01:00, Fri 2026-01-02 06:30:00 +01:00",
            "often: rate(1 hour) in UTC: Thu 2026-01-01 01:00:00 +00:00, Thu 2026-01-01 02:00:00 +00:00",
        ]);
    }

    [Fact]
    public async Task Schedules_NeverAgainOrTooOften_Fails()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);

        var verdict = await RunAsync(room, "schedules", "apart: 10m", ("gone", Scheduled("at(2020-01-01T00:00:00)", "UTC")), ("often", Scheduled("rate(1 minute)", "UTC")));

        verdict.Findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "failed: gone: at(2020-01-01T00:00:00) in UTC is never due again.",
            "failed: often: rate(1 minute) in UTC is due at 2026-01-01 00:01:00 +00:00 and again within less than the 0:10:00 that the check asks for.",
        ]);
    }

    [Fact]
    public async Task Events_Examples_SayWhichFieldDecided()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        using var tree = new TreeFolder();
        File.WriteAllText(Path.Combine(tree.Path, "cases.yaml"), """
            cases:
              - { name: hot, workflow: react, event: { source: plant, detail: { heat: 90 } } }
              - { name: cold, workflow: react, event: { source: plant, detail: { heat: 20 } } }
              - { name: other, workflow: react, match: false, event: { source: office } }
              - { name: lost, workflow: raect, event: { source: office } }
            """);

        var verdict = await RunAsync(room, "events", "cases: cases.yaml", tree.Path, ("react", OnEvent("{ source: [plant], detail: { heat: [ { numeric: [\">\", 50] } ] } }")));

        verdict.Findings.Select(finding => finding.IsGood).ShouldBe([true, false, true, false]);
        verdict.Findings[1].Text.ShouldContain("cold: react does not take the event: detail.heat is 20");
        verdict.Findings[3].Text.ShouldContain("Did you mean 'react'?");
    }

    [Fact]
    public async Task Events_WrongCases_NameThePlaces()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        using var tree = new TreeFolder();
        File.WriteAllText(Path.Combine(tree.Path, "cases.yaml"), "cases:\n  - { name: x, workflow: y, event: 5, mtach: true }\n");

        var text = (await RunAsync(room, "events", "cases: cases.yaml", tree.Path)).Findings.ShouldHaveSingleItem().Text;

        text.ShouldContain("cases.yaml(2,36): cases[0].event: An event is a mapping");
        text.ShouldContain("cases[0].mtach: This key is not known here. Did you mean 'match'?");
    }

    [Fact]
    public async Task Events_Archive_TellsHowManyAndWhich()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        var id = await PublishAsync(room, "plant");
        await PublishAsync(room, "office");
        room.Time.Advance(TimeSpan.FromHours(1));
        (string, string)[] declared = [("react", OnEvent("{ source: [plant] }")), ("unused", OnEvent("{ source: [nobody] }"))];

        var told = await RunAsync(room, "events", "archive: 2h", declared);
        var must = await RunAsync(room, "events", "archive: 2h\nmust-match: true", declared);

        told.Passed.ShouldBeTrue();
        told.Findings[0].Text.ShouldContain("react: {\"source\":[\"plant\"]} takes 1 of 2 events");
        told.Findings[0].Text.ShouldContain(id);
        must.Findings.Select(finding => finding.IsGood).ShouldBe([true, false]);
        must.Findings[1].Text.ShouldContain("takes 0 of 2 events");
    }

    [Fact]
    public async Task Read_NothingToDo_SaysWhatToWrite()
    {
        await using var room = await WorkflowRoom.CreateAsync(DatabaseEngine.Sqlite);
        var body = ManifestDocument.Parse("checks.yaml", "archiv: 7d").Value;

        Find(room, "events").Read(body, _ => true);

        body.Problems.Items.Select(problem => problem.ToString()).ShouldBe(
        [
            "checks.yaml(1,1): archiv: This key is not known here. Did you mean 'archive'?",
            "checks.yaml(1,1): Name a file of example events with cases, how far to look back with archive, such as 7d, or both.",
        ]);
    }

    private static Task<CheckVerdict> RunAsync(WorkflowRoom room, string kind, string yaml, params (string Name, string Manifest)[] workflows) =>
        RunAsync(room, kind, yaml, "/nowhere", workflows);

    private static async Task<CheckVerdict> RunAsync(WorkflowRoom room, string kind, string yaml, string folder, params (string Name, string Manifest)[] workflows)
    {
        var body = ManifestDocument.Parse("checks.yaml", yaml).Value;
        var specification = Find(room, kind).Read(body, _ => true);
        body.Problems.Items.ShouldBeEmpty();
        var workflow = room.Get<IEnumerable<IResourceKind>>().Single(one => one.Kind == "workflow");
        var tree = new CheckedTree
        {
            Repository = "r",
            Commit = "c",
            Folder = folder,
            CheckId = "check-1",
            Role = "developer",
            Declarations =
            [
                .. workflows.Select(one => new CheckedDeclaration(
                    "workflow", one.Name, workflow.Read(new ResourceDeclaration("workflow", one.Name, ManifestDocument.Parse("workflow.yaml", one.Manifest).Value, _ => true)).Specification)),
            ],
        };
        return await Find(room, kind).RunAsync(specification, tree, None);
    }

    private static ICheckKind Find(WorkflowRoom room, string kind) => room.Get<IEnumerable<ICheckKind>>().Single(one => one.Kind == kind);

    private static Task<string> PublishAsync(WorkflowRoom room, string source) =>
        room.Database.WriteAsync(session => room.Get<IEventBus>().PublishAsync(new NewEvent(source, "something", new JsonObject()), session, None), None);

    private static string Scheduled(string expression, string zone) => $"run: {{ script: run.sh }}\nrole: evaluator\ntriggers:\n  - {{ schedule: '{expression}', timezone: {zone} }}\n";

    private static string OnEvent(string pattern) => $"run: {{ script: run.sh }}\nrole: evaluator\ntriggers:\n  - event: {pattern}\n";

    private sealed class TreeFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-test-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
