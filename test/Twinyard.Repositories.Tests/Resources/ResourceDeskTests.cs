using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Resources;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Resources;

public sealed class ResourceDeskTests
{
    private const string Analyst = """
        kind: role
        name: analyst
        description: "Reads: only"
        policy:
          - Sid: Read
            Effect: Allow
            Action: [warehouse:Query, "buckets:Get*"]
            Resource: "*"
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Create_ByHand_IsThereAndSaysWho(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);

        (await CreateAsync(server, "role", "analyst", Analyst)).Error.ShouldBeNull();

        var role = (await Desk(server).ListAsync("role", None)).Value.ShouldHaveSingleItem();
        (role.Kind, role.Name, role.Origin, role.Source).ShouldBe(("role", "analyst", "by hand", "user/alice"));
        role.ChangedAt.ShouldNotBeNull();
        (await CreateAsync(server, "role", "analyst", Analyst)).Error.ShouldNotBeNull().Code.ShouldBe("resource-exists");
        (await server.EventsAsync()).ShouldContain("resource.changed");
    }

    [Theory, EveryDatabase]
    public async Task UpdateAndDelete_ByHand_ChangeWhatIsThere(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        await CreateAsync(server, "note", "a", "kind: note\nname: a\ntext: old\n");

        (await Desk(server).PutAsync("note", "a", new("kind: note\nname: a\ntext: new\n"), create: false, TestServer.Bob, None)).Value.Source.ShouldBe("user/bob");
        (await server.NotesAsync()).ShouldHaveSingleItem().Specification.ShouldContain("new");
        (await Desk(server).PutAsync("note", "b", new("kind: note\nname: b\ntext: new\n"), create: false, TestServer.Bob, None)).Error.ShouldNotBeNull().Code.ShouldBe("resource-not-found");

        (await Desk(server).DeleteAsync("note", "a", TestServer.Alice, None)).Error.ShouldBeNull();
        (await server.NotesAsync()).ShouldBeEmpty();
        (await Desk(server).ListAsync(null, None)).Value.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Change_OfWhatARepositoryDeclares_IsRefused(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/note/a.yaml", "kind: note\nname: a\ntext: declared\n");
        var commit = await tree.CommitAsync("Declare");
        await server.DeployAsync(tree, "change");

        (await Desk(server).PutAsync("note", "a", new("kind: note\nname: a\ntext: other\n"), create: false, TestServer.Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("resource-declared");
        (await Desk(server).DeleteAsync("note", "a", TestServer.Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("resource-declared");
        var listed = (await Desk(server).ListAsync("note", None)).Value.ShouldHaveSingleItem();
        (listed.Origin, listed.Source).ShouldBe(("repository", $"{TestServer.Repository}@{commit}"));
    }

    [Theory, EveryDatabase]
    public async Task Delete_OfWhatAnotherNeeds_IsRefusedByName(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        await CreateAsync(server, "note", "a", "kind: note\nname: a\ntext: first\n");
        await CreateAsync(server, "note", "b", "kind: note\nname: b\ntext: second\nafter: a\n");

        var refused = (await Desk(server).DeleteAsync("note", "a", TestServer.Alice, None)).Error.ShouldNotBeNull();

        (refused.Code, refused.Message).ShouldBe(("resource-in-use", "The note 'a' is needed by the note b."));
        (await Desk(server).DeleteAsync("note", "b", TestServer.Alice, None)).Error.ShouldBeNull();
        (await Desk(server).DeleteAsync("note", "a", TestServer.Alice, None)).Error.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Deploy_ThatDeletesWhatWasMadeByHandNeeds_IsRefused(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: declared\n");
        await tree.CommitAsync("Declare");
        await server.DeployAsync(tree, "change");
        await CreateAsync(server, "note", "b", "kind: note\nname: b\ntext: by hand\nafter: a\n");
        File.Delete(Path.Combine(tree.Folder, "resources/a.yaml"));
        await tree.CommitAsync("Remove");
        await tree.PushAsync("remove");

        var proposal = await server.OpenAsync("remove");

        (await server.DetailAsync(proposal.Id)).PlanProblems.ShouldHaveSingleItem().ShouldContain("The note 'a' is not declared any more, and the note 'b'");
    }

    [Theory, EveryDatabase]
    public async Task Delete_OfARoleThatTookABuiltInOnesPlace_BringsThatBack(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        await CreateAsync(server, "role", "evaluator", Analyst.Replace("name: analyst", "name: evaluator", StringComparison.Ordinal));

        (await Desk(server).DeleteAsync("role", "evaluator", TestServer.Alice, None)).Error.ShouldBeNull();

        (await Desk(server).ListAsync("role", None)).Value.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Export_ProposeAndMerge_OnlyTheOwnerChanges(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        await CreateAsync(server, "role", "analyst", Analyst);
        await CreateAsync(server, "note", "a", "kind: note\nname: a\ntext: \"12\"\n");
        using var tree = await server.CloneAsync();
        foreach (var (kind, name) in new[] { ("role", "analyst"), ("note", "a") })
        {
            var exported = (await Desk(server).FindAsync(kind, name, None)).Value;
            exported.File.ShouldBe($"resources/{kind}/{name}.yaml");
            tree.Write(exported.File, exported.Declaration);
        }

        await tree.CommitAsync("Take over");
        await tree.PushAsync("change");
        var proposal = await server.OpenAsync("change");
        (await server.DetailAsync(proposal.Id)).Plan.ShouldBe([new ResourceChange("adopt", "role", "analyst"), new ResourceChange("adopt", "note", "a")]);
        await server.RunChecksAsync();
        await server.Proposals.ApproveAsync(proposal.Id, null, TestServer.Bob, None);
        (await server.Proposals.MergeAsync(proposal.Id, TestServer.Bob, None)).Error.ShouldBeNull();

        (await Desk(server).ListAsync(null, None)).Value.ShouldAllBe(resource => resource.Origin == "repository");
        (await server.NotesAsync()).ShouldHaveSingleItem().Commit.ShouldBe("");
    }

    [Theory, EveryDatabase]
    public async Task Deploy_OfAnotherDeclarationThanByHand_UpdatesAndTakesItOver(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        await CreateAsync(server, "note", "a", "kind: note\nname: a\ntext: by hand\n");
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: declared\n");
        await tree.CommitAsync("Declare");

        var deployment = await server.DeployAsync(tree, "change");

        deployment.Changes.ShouldBe([new ResourceChange("update", "note", "a")]);
        (await Desk(server).ListAsync(null, None)).Value.ShouldHaveSingleItem().Origin.ShouldBe("repository");
    }

    [Theory]
    [InlineData("kind: note\nname: a\ntext: x\nafter: nothing\n", "There is no note 'nothing'")]
    [InlineData("kind: note\nname: a\ntxt: x\n", "txt")]
    [InlineData("kind: nothing\nname: a\n", "There is no kind 'nothing'")]
    [InlineData("kind: workflow\nname: a\ntext: x\n", "comes with a merge alone")]
    [InlineData("kind: note\nname: A b\ntext: x\n", "is not a name")]
    [InlineData("kind: note\nname: b\ntext: x\n", "not of the note 'a'")]
    public async Task Create_OfABadDeclaration_NamesThePlace(string declaration, string expected)
    {
        await using var server = await TestServer.StartAsync();

        var refused = await CreateAsync(server, "note", "a", declaration);

        refused.Error.ShouldBeOfType<InvalidError>().Message.ShouldContain(expected);
        (await server.NotesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plain words")]
    [InlineData("true")]
    [InlineData("12")]
    [InlineData("> 20")]
    [InlineData("2 of 3")]
    [InlineData("a: b")]
    [InlineData("trailing:")]
    [InlineData("# no comment")]
    [InlineData(" spaces ")]
    [InlineData("line\nline")]
    [InlineData("ünï \"quoted\" 'too'")]
    [InlineData("cron(0 6 * * ? *)")]
    public void ManifestText_OfAnyText_IsReadAsTheSame(string text)
    {
        var yaml = ManifestText.Of(new JsonObject { ["text"] = text, ["list"] = new JsonArray(text), ["none"] = null, ["number"] = 3, ["flag"] = true });

        var read = ManifestDocument.Parse("test.yaml", yaml).Value;

        read.Text("text").ShouldBe(text);
        read.Texts("list").ShouldBe([text]);
        read.Has("none").ShouldBeFalse();
        read.Integer("number", 0).ShouldBe(3);
    }

    private static ResourceDesk Desk(TestServer server) => server.Services.GetRequiredService<ResourceDesk>();

    private static Task<Result<ResourceSummary>> CreateAsync(TestServer server, string kind, string name, string declaration) =>
        Desk(server).PutAsync(kind, name, new ResourceDeclarationRequest(declaration), create: true, TestServer.Alice, None);
}
