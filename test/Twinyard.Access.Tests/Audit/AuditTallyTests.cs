using Twinyard.Access.Audit;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Audit;

public sealed class AuditTallyTests
{
    private static readonly AuditRefusal Denied = new(AuditDecision.Deny, 403);
    private static readonly AuditRefusal Unknown = new(AuditDecision.Unauthenticated, 401, "token-unknown");

    [Theory]
    [EveryDatabase]
    public async Task EqualRefusals_OfAMinute_AreOneEntryAndOneCount(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        for (var i = 0; i < 1000; i++)
        {
            room.Get<IAuditTrail>().Refuse(AuditSubjects.Put("a") with { Request = $"r-{i}" }, Denied);
        }

        (await room.EntriesAsync()).ShouldHaveSingleItem().Count.ShouldBe(1);
        room.Time.Advance(AuditTally.Window);

        (await room.EntriesAsync()).Select(entry => (entry.Count, entry.Outcome, entry.Request)).ShouldBe([(1, "refused", "r-0"), (999, "refused", "r-0")]);
        room.Time.Advance(AuditTally.Window);
        (await room.EntriesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task FailedAuthentications_OfOneAddress_AreCountedWhateverTheyAskFor()
    {
        await using var room = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        for (var i = 0; i < 100; i++)
        {
            room.Get<IAuditTrail>().Refuse(AuditSubject.OfNobody(AuditSubjects.Alice.Source, "access:Authenticate", $"access:endpoint/{i}", "unknown"), Unknown);
        }

        room.Time.Advance(AuditTally.Window);

        (await room.EntriesAsync()).Select(entry => (entry.Principal, entry.Count)).ShouldBe([("anonymous", 1), ("anonymous", 99)]);
    }

    [Fact]
    public async Task ManyKindsOfRefusals_AreBounded_AndAllAreCounted()
    {
        const int Refusals = 5000;
        await using var room = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        for (var i = 0; i < Refusals; i++)
        {
            // A third comes from one address, the others from as many as there are.
            room.Get<IAuditTrail>().Refuse(AuditSubjects.Put($"{i}") with { Address = i % 3 == 0 ? "192.0.2.7" : $"2001:db8::{i:x}" }, Denied);
        }

        room.Time.Advance(AuditTally.Window);
        await room.Get<AuditWriter>().RunOnceAsync(AccessTest.None);

        var entries = new List<AuditEntry>();
        await foreach (var entry in room.Get<IAuditReader>().ExportAsync(AccessTest.None))
        {
            entries.Add(entry);
        }

        entries.Count.ShouldBeLessThanOrEqualTo(AuditTally.MostKinds + 10);
        entries.Count(entry => entry.Address == "192.0.2.7").ShouldBe(AuditTally.MostOfAnAddress + 1);
        entries.Sum(entry => entry.Count).ShouldBe(Refusals);
    }

    [Fact]
    public async Task Refusals_WhileTheDatabaseTakesNothing_AreBounded_AndTheLostAreCounted()
    {
        await using var room = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        var queue = room.Get<AuditQueue>();
        var record = AuditRecord.Of(AuditSubjects.Put("a"), "x", room.Time.GetUtcNow(), "", AuditDecision.Deny);
        for (var i = 0; i < AuditQueue.Most + 7; i++)
        {
            queue.TryAdd(record with { Id = $"{i}" });
        }

        (await room.Get<IAuditTrail>().BeginAsync(AuditSubjects.Put("b"), AccessTest.None)).Error.ShouldNotBeNull().Code.ShouldBe("audit-unavailable");
        await room.Get<AuditWriter>().RunOnceAsync(AccessTest.None);

        var last = (await room.Get<IAuditReader>().ListAsync(AuditFilter.All, new(null, 1), AccessTest.None)).Value.Items.ShouldHaveSingleItem();
        (last.Sequence, last.Count, last.Outcome).ShouldBe((AuditQueue.Most + 1, 7, AuditOutcome.Unknown));
    }

    [Fact]
    public async Task Stop_WritesWhatWaitsAndWhatIsCounted()
    {
        await using var room = await AccessTest.CreateAsync(DatabaseEngine.Sqlite);
        room.Get<IAuditTrail>().Refuse(AuditSubjects.Put("a"), Denied);
        room.Get<IAuditTrail>().Refuse(AuditSubjects.Put("a"), Denied);

        await room.Get<AuditWriter>().StopAsync(AccessTest.None);

        (await room.EntriesAsync()).Select(entry => entry.Count).ShouldBe([1, 1]);
    }
}
