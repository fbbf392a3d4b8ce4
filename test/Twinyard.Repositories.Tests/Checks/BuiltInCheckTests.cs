using Twinyard.Platform.Data;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Checks;

public sealed class BuiltInCheckTests
{
    [Theory, EveryDatabase]
    public async Task Run_BuiltInKinds_ExplainThemselvesAlsoWhenTheyPass(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "steps:\n  - { name: short, words: { file: a.txt } }\n  - { name: shorter, words: { file: a.txt, most: 2 } }\n");
        tree.Write("a.txt", "one two three");
        tree.Write("resources/n.yaml", "kind: note\nname: n\ntext: x\n");
        await tree.CommitAsync("Words");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        var checks = (await server.DetailAsync(proposal.Id)).Checks;
        checks.Select(check => (check.Name, check.Kind, check.State)).ShouldBe([("lint", "lint", "passed"), ("short", "words", "passed"), ("shorter", "words", "failed")]);
        checks[0].Detail.ShouldContain("A deploy would create the note n.");
        checks[1].Detail.ShouldBe("ok: a.txt has 3 words; at most 10 are allowed.\nok: 1 declarations, as developer.");
        checks[1].Error.ShouldBe("");
        checks[2].Error.ShouldBe("a.txt has 3 words; at most 2 are allowed.");
        checks[2].Detail.ShouldContain("ok: 1 declarations");
        server.Logs.Texts(checks[2].LogStream)[0].ShouldBe("failed: a.txt has 3 words; at most 2 are allowed.");
        Directory.GetDirectories(server.Home.Runs).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_TakesTooLong_IsEndedAndSaysSo()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", "steps:\n  - { name: endless, words: { file: a.txt, most: 999 }, timeout: 200ms }\n");
        tree.Write("a.txt", "x");
        await tree.CommitAsync("Endless");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        (await server.DetailAsync(proposal.Id)).Checks[1].Error.ShouldContain("It had not ended after 0.2 s.");
    }

    [Fact]
    public async Task Lint_WrongSteps_NameThePlacesWithSuggestions()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("checks.yaml", """
            steps:
              - { name: a, wrods: { file: a.txt } }
              - { name: b, words: { file: missing.txt, moost: 3 } }
              - { name: c, words: { file: checks.yaml }, script: checks.yaml }
              - { name: d, words: [ 1 ] }
              - { name: e, script: checks.yaml, timeout: 2h }
            stpes: []
            """);
        await tree.CommitAsync("Wrong");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");

        await server.RunChecksAsync();

        var error = (await server.DetailAsync(proposal.Id)).Checks.ShouldHaveSingleItem().Error;
        error.ShouldContain("checks.yaml(2,16): steps[0].wrods: This key is not known here. Did you mean 'words'?");
        error.ShouldContain("checks.yaml(2,5): steps[0]: The step does nothing: give it one of script, words.");
        error.ShouldContain("checks.yaml(3,31): steps[1].words.file: The tree has no file 'missing.txt'.");
        error.ShouldContain("steps[1].words.moost: This key is not known here. Did you mean 'most'?");
        error.ShouldContain("A step does one thing, and this one has script and words.");
        error.ShouldContain("checks.yaml(5,23): steps[3].words: A mapping (key: value) is expected here.");
        error.ShouldContain("steps[4].timeout: A check runs for at most 1 hour.");
        error.ShouldContain("stpes: This key is not known here. Did you mean 'steps'?");
    }
}
