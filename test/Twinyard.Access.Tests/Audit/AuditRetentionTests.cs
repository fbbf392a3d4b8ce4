using Twinyard.Access.Audit;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Audit;

public sealed class AuditRetentionTests
{
    [Theory]
    [EveryDatabase]
    public async Task OldEntries_AreCutBehindACheckpoint_AndTheRestHolds(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        await FillAsync(room, 4);
        room.Time.Advance(TimeSpan.FromDays(10));
        await FillAsync(room, 3);
        var fourth = (await room.EntriesAsync())[3];

        await CutAsync(room, new AuditOptions { KeepDays = 9 });
        await CutAsync(room, new AuditOptions { KeepDays = 9 });

        var entries = await room.EntriesAsync();
        entries.Select(entry => entry.Sequence).ShouldBe([5, 6, 7, 8]);
        entries[0].Previous.ShouldBe(fourth.Hash);
        (entries[^1].Action, entries[^1].Resource).ShouldBe(("access:CutAudit", $"access:audit/4/{fourth.Hash}"));
        var verdict = await room.Get<IAuditReader>().VerifyAsync(fourth.Hash, AccessTest.None);
        (verdict.Valid, verdict.First, verdict.Entries).ShouldBe((true, 5, 4));
    }

    [Theory]
    [EveryDatabase]
    public async Task MoreEntriesThanAreKept_AreCut(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        await FillAsync(room, 10);

        await CutAsync(room, new AuditOptions { KeepEntries = 4 });
        await FillAsync(room, 3);
        await CutAsync(room, new AuditOptions { KeepEntries = 4 });

        (await room.EntriesAsync()).Select(entry => entry.Sequence).ShouldBe([11, 12, 13, 14, 15]);
        (await room.Get<IAuditReader>().VerifyAsync(null, AccessTest.None)).Valid.ShouldBeTrue();
    }

    [Theory]
    [EveryDatabase]
    public async Task ACutByHand_LacksTheEntryThatRetentionWrites(DatabaseEngine engine)
    {
        await using var room = await AccessTest.CreateAsync(engine);
        await FillAsync(room, 5);
        var second = (await room.EntriesAsync())[1];
        await room.Database.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO access_audit_checkpoints (sequence, hash, entries, at) VALUES (2, @hash, 2, 0)", new { hash = second.Hash }, AccessTest.None), AccessTest.None);
        await room.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM access_audit WHERE sequence <= 2", null, AccessTest.None), AccessTest.None);

        var broken = (await room.Get<IAuditReader>().VerifyAsync(null, AccessTest.None)).Broken.ShouldNotBeNull();

        (broken.Sequence, broken.Expected).ShouldBe((2, $"access:audit/2/{second.Hash}"));
    }

    private static Task CutAsync(AccessTest room, AuditOptions options) => AuditRooms.RetentionOf(room, options).RunOnceAsync(AccessTest.None);

    private static async Task FillAsync(AccessTest room, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await room.Get<IAuditTrail>().DoAsync(AuditSubjects.Put($"{i}"));
        }

        await room.EntriesAsync();
    }
}
