using Twinyard.Access.Audit;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Audit;

public sealed class AuditTrailTests
{
    [Theory]
    [EveryDatabase]
    public async Task Act_ThatIsCompleted_IsOneEntry(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        var begun = (await room.Get<IAuditTrail>().BeginAsync(AuditSubjects.Put("*"), AccessTest.None)).Value;

        (await room.EntriesAsync()).ShouldBeEmpty();
        begun.Name("things:thing/7", "for bob");
        begun.Complete(AuditOutcome.Done, 201);
        begun.Complete(AuditOutcome.Failed, 500);

        var entry = (await room.EntriesAsync()).ShouldHaveSingleItem();
        (entry.Sequence, entry.Principal, entry.Role, entry.Address, entry.Request).ShouldBe((1, "user/alice", "owner", "192.0.2.7", "r-1"));
        (entry.Action, entry.Resource, entry.Detail).ShouldBe(("things:Put", "things:thing/7", "for bob"));
        (entry.Decision, entry.Outcome, entry.Status, entry.Count).ShouldBe((AuditDecision.Allow, AuditOutcome.Done, 201, 1));
        entry.At.ShouldBe(room.Time.GetUtcNow());
        (await OpenAsync(room)).ShouldBe(0);
    }

    [Theory]
    [EveryDatabase]
    public async Task Act_WhoseServerWasKilled_IsAnEntryOfUnknownOutcome(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        await room.Get<IAuditTrail>().BeginAsync(AuditSubjects.Put("a"), AccessTest.None);
        var completed = (await room.Get<IAuditTrail>().BeginAsync(AuditSubjects.Put("b"), AccessTest.None)).Value;
        // Completed in memory, and killed before it was written.
        completed.Complete(AuditOutcome.Done, 200);

        await using var next = room.Another();
        await AuditRooms.RecoveryOf(next).RunAsync(AccessTest.None);
        await AuditRooms.RecoveryOf(next).RunAsync(AccessTest.None);

        var entries = await next.EntriesAsync();
        entries.Select(entry => (entry.Resource, entry.Outcome)).ShouldBe([("things:thing/a", AuditOutcome.Unknown), ("things:thing/b", AuditOutcome.Unknown)]);
        // The one that was thought dead writes what it has: not a second time.
        (await room.EntriesAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [EveryDatabase]
    public async Task Acts_OfSeveralNodesAtOnce_AreOneChain(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        await using var b = room.Another("b");
        await using var c = room.Another("c");
        AccessTest[] nodes = [room, b, c];

        await Task.WhenAll(Enumerable.Range(0, 90).Select(async i =>
        {
            var node = nodes[i % nodes.Length];
            await node.Get<IAuditTrail>().DoAsync(AuditSubjects.Put($"{i}"));
            await node.Get<AuditWriter>().RunOnceAsync(AccessTest.None);
        }));

        var entries = await room.EntriesAsync();
        entries.Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(1, 90).Select(i => (long)i));
        entries.Select(entry => entry.Resource).ShouldBeUnique();
        entries.Select(entry => entry.Node).Distinct().Order(StringComparer.Ordinal).ShouldBe(["", "b", "c"]);
        var verdict = await b.Get<IAuditReader>().VerifyAsync(null, AccessTest.None);
        (verdict.Valid, verdict.Entries).ShouldBe((true, 90));
    }

    [Fact]
    public async Task Begin_WhereTheDatabaseRefuses_IsAnError()
    {
        await using var room = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        await room.Database.WriteAsync(session => session.ExecuteAsync("DROP TABLE access_audit_open", null, AccessTest.None), AccessTest.None);

        var begun = await room.Get<IAuditTrail>().BeginAsync(AuditSubjects.Put("a"), AccessTest.None);

        begun.Error.ShouldNotBeNull().Code.ShouldBe("audit-unavailable");
    }

    [Theory]
    [EveryDatabase]
    public async Task Entries_WhoseCommitFailed_AreWrittenOnceWhenItSucceeds(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        var trail = room.Get<IAuditTrail>();
        await trail.DoAsync(AuditSubjects.Put("a"));
        trail.Refuse(AuditSubjects.Put("b"), new AuditRefusal(AuditDecision.Deny, 403));
        await RenameAsync(room, "access_audit_head", "elsewhere");
        await Should.ThrowAsync<System.Data.Common.DbException>(() => room.Get<AuditWriter>().RunOnceAsync(AccessTest.None));

        await RenameAsync(room, "elsewhere", "access_audit_head");

        (await room.EntriesAsync()).Select(entry => entry.Resource).ShouldBe(["things:thing/a", "things:thing/b"]);
    }

    [Theory]
    [EveryDatabase]
    public async Task List_FiltersAndPages(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        var (trail, reader) = (room.Get<IAuditTrail>(), room.Get<IAuditReader>());
        foreach (var i in Enumerable.Range(0, 5))
        {
            await trail.DoAsync(AuditSubjects.Put($"50%_{i}"));
            room.Time.Advance(TimeSpan.FromMinutes(1));
        }

        trail.Refuse(AuditSubjects.Put("x") with { Principal = "device/alice" }, new AuditRefusal(AuditDecision.Deny, 0));
        await room.EntriesAsync();

        (await CountAsync(new(null, null, null, null, null, null))).ShouldBe(6);
        (await CountAsync(new("ALICE", null, null, null, null, null))).ShouldBe(6);
        (await CountAsync(new("user/alice", "things:*", "things:thing/50%_*", "allow", null, null))).ShouldBe(5);
        (await CountAsync(new(null, null, "things:thing/50%_", null, null, null))).ShouldBe(0);
        (await CountAsync(new(null, null, null, "deny", null, null))).ShouldBe(1);
        (await CountAsync(new(null, null, null, null, room.Time.GetUtcNow() - TimeSpan.FromMinutes(2), room.Time.GetUtcNow()))).ShouldBe(2);
        var page = (await reader.ListAsync(AuditFilter.All, new(null, 4), AccessTest.None)).Value;
        page.Items.Select(entry => entry.Sequence).ShouldBe([6, 5, 4, 3]);
        (await reader.ListAsync(AuditFilter.All, new(page.Next, 4), AccessTest.None)).Value.Items.Select(entry => entry.Sequence).ShouldBe([2, 1]);
        (await reader.ListAsync(AuditFilter.All, new("x", 4), AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("cursor-invalid");

        async Task<int> CountAsync(AuditFilter filter) => (await reader.ListAsync(filter, new(null, null), AccessTest.None)).Value.Items.Count;
    }

    private static Task RenameAsync(AccessTest room, string from, string to) =>
        room.Database.WriteAsync(session => session.ExecuteAsync($"ALTER TABLE {from} RENAME TO {to}", null, AccessTest.None), AccessTest.None);

    private static Task<long> OpenAsync(AccessTest room) =>
        room.Database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM access_audit_open", null, AccessTest.None), AccessTest.None);
}
