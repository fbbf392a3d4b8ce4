using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Tests.Hosting;
using Twinyard.TestKit.Databases;

namespace Twinyard.Repositories.Tests.Replays;

public sealed class ProposalReplayTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = From.AddDays(1);

    [Theory, EveryDatabase]
    public async Task CompareAsync_OfAProposal_GivesItsDeclarationsAndWhatItRemovesToTheirKind(DatabaseEngine engine)
    {
        await using var server = await TestServer.StartAsync(engine);
        using var tree = await server.CloneAsync();
        tree.Write("resources/keep.yaml", "kind: note\nname: keep\ntext: same\n");
        tree.Write("resources/drop.yaml", "kind: note\nname: drop\ntext: x\n");
        await tree.CommitAsync("First");
        await server.DeployAsync(tree, "first");
        File.Delete(Path.Combine(tree.Folder, "resources/drop.yaml"));
        tree.Write("resources/new.yaml", "kind: note\nname: new\ntext: y\n");
        var head = await tree.CommitAsync("Second");
        var proposal = await ProposeAsync(server, tree, "second");
        var notes = await server.NotesAsync();
        var events = await server.EventsAsync();

        var comparison = (await CompareAsync(server, proposal)).Value;

        comparison.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => (entry.Name, entry.Change)).ShouldBe(
            [("drop", ReplayEntry.OnlyNow), ("keep", ReplayEntry.Same), ("new", ReplayEntry.OnlyProposed)]);
        comparison.Counts.ShouldBe([new ReplayCount("run", 1, 1, 1), new ReplayCount("alarm", 0, 0, 0)]);
        (comparison.Head, comparison.Until, comparison.CutBecause, comparison.Omitted).ShouldBe((head, To, null, 0));
        comparison.NotSimulated[0].ShouldBe("Who reads them.");
        comparison.NotSimulated[1].ShouldStartWith("Events before ");
        (await server.NotesAsync()).ShouldBe(notes);
        (await server.EventsAsync()).ShouldBe(events);
    }

    [Fact]
    public async Task CompareAsync_WhereAKindReachesABound_EndsThereForAll()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            tree.Write($"resources/{name}.yaml", $"kind: note\nname: {name}\ntext: y\n");
        }

        await tree.CommitAsync("Three");
        var proposal = await ProposeAsync(server, tree, "three");
        server.Services.GetRequiredService<NoteReplay>().Until = From.AddMinutes(2);

        var comparison = (await CompareAsync(server, proposal)).Value;

        comparison.Entries.Select(entry => entry.Name).ShouldBe(["a", "b"]);
        (comparison.Until, comparison.CutBecause).ShouldBe((From.AddMinutes(2), "there are too many notes"));
    }

    [Fact]
    public async Task CompareAsync_MoreThanTheLimit_ListsWhatDiffersFirstAndCountsAll()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        foreach (var (name, text) in ((string, string)[])[("a", "same"), ("b", "same"), ("c", "other")])
        {
            tree.Write($"resources/{name}.yaml", $"kind: note\nname: {name}\ntext: {text}\n");
        }

        await tree.CommitAsync("Three");

        var comparison = (await CompareAsync(server, await ProposeAsync(server, tree, "three"), limit: 2)).Value;

        comparison.Entries.Select(entry => entry.Name).ShouldBe(["a", "c"]);
        comparison.Omitted.ShouldBe(1);
        comparison.Counts[0].ShouldBe(new ReplayCount("run", 2, 0, 1));
    }

    [Fact]
    public async Task CompareAsync_WhatCannotBe_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\n");
        await tree.CommitAsync("Broken");
        var broken = await ProposeAsync(server, tree, "broken");

        (await CompareAsync(server, broken)).Error.ShouldBeOfType<InvalidError>().Problems.ShouldHaveSingleItem().File.ShouldBe("resources/a.yaml");
        (await CompareAsync(server, 99)).Error.ShouldBeOfType<NotFoundError>();
        (await CompareAsync(server, broken, to: From)).Error.ShouldBeOfType<InvalidError>().Code.ShouldBe("replay-window");
        (await CompareAsync(server, broken, to: From.AddDays(93))).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("92 days");
        (await CompareAsync(server, broken, to: From.AddYears(1000))).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("not come yet");
        await server.Proposals.CloseAsync(broken, TestServer.Alice, None);
        (await CompareAsync(server, broken)).Error.ShouldBeOfType<ConflictError>().Message.ShouldContain("closed");
    }

    [Fact]
    public async Task Get_ByWhoMayReadProposalsAndEvents_IsAnsweredAndByOthersDenied()
    {
        await using var server = await TestServer.StartAsync();
        using var tree = await server.CloneAsync();
        tree.Write("resources/a.yaml", "kind: note\nname: a\ntext: y\n");
        await tree.CommitAsync("One");
        var proposal = await ProposeAsync(server, tree, "one");
        await GiveRoleAsync(server, "proposals-only", "repositories:GetProposal");
        await GiveRoleAsync(server, "events-only", "events:ListEvents");
        var path = string.Create(CultureInfo.InvariantCulture, $"proposals/{proposal}/replay?from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");

        async Task<HttpStatusCode> StatusAsync(Principal principal)
        {
            using var client = await server.ClientAsync(principal);
            using var response = await client.GetAsync(path, None);
            return response.StatusCode;
        }

        using var alice = await server.ClientAsync(TestServer.Alice);
        (await alice.GetFromJsonAsync<ReplayComparison>(path, None))!.Counts[0].OnlyProposed.ShouldBe(1); // the body is there
        (await StatusAsync(TestServer.Bob)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(new Principal(Principal.User, "p", "proposals-only"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(new Principal(Principal.User, "e", "events-only"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Task<Result<ReplayComparison>> CompareAsync(TestServer server, long proposal, DateTimeOffset? to = null, int limit = 1000) =>
        server.Services.GetRequiredService<IProposalReplay>().CompareAsync(proposal, From, to ?? To, limit, None);

    private static async Task<long> ProposeAsync(TestServer server, WorkTree tree, string branch)
    {
        (await tree.PushAsync(branch)).ExitCode.ShouldBe(0);
        return (await server.OpenAsync(branch)).Id;
    }

    private static Task GiveRoleAsync(TestServer server, string name, string action)
    {
        var roles = server.Services.GetServices<IResourceKind>().Single(kind => kind.Kind == "role");
        var policy = $$$"""{"description":"","policy":{"Statement":[{"Effect":"Allow","Action":["{{{action}}}"],"Resource":["*"]}]}}""";
        return server.Database.WriteAsync(session => roles.ApplyAsync(name, policy, new DeployContext("c", "p", "alice", "bob", From), session, None), None);
    }
}
