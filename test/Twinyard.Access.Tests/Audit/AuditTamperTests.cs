using CsCheck;
using Twinyard.Access.Audit;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Audit;

public sealed class AuditTamperTests
{
    private static readonly string[] Texts = ["principal", "role", "address", "action", "resource", "reason", "detail", "request", "node", "previous", "hash", "id"];

    [Theory]
    [EveryDatabase]
    public async Task Guards_RefuseWhatIsNotAppending(DatabaseEngine engine)
    {
        await using var room = await FilledAsync(engine, 3);

        foreach (var statement in (string[])["UPDATE access_audit SET principal = 'user/bob' WHERE sequence = 2", "DELETE FROM access_audit WHERE sequence = 2", "DELETE FROM access_audit", "UPDATE access_audit_head SET sequence = 1", "DELETE FROM access_audit_head"])
        {
            await Should.ThrowAsync<System.Data.Common.DbException>(
                () => room.Database.WriteAsync(session => session.ExecuteAsync(statement, null, AccessTest.None), AccessTest.None), statement);
        }

        (await VerifyAsync(room)).Valid.ShouldBeTrue();
    }

    [Theory]
    [EveryDatabase]
    public async Task AChangedMember_IsFoundAtItsEntry(DatabaseEngine engine)
    {
        foreach (var column in Texts)
        {
            await using var room = await FilledAsync(engine, 5);
            await AuditRooms.TamperAsync(room, $"UPDATE access_audit SET {column} = 'x' WHERE sequence = 3");

            var broken = (await VerifyAsync(room)).Broken.ShouldNotBeNull(column);

            broken.Sequence.ShouldBe(3, column);
            broken.Expected.ShouldNotBe(broken.Found);
        }
    }

    [Theory]
    [EveryDatabase]
    public async Task AChangedNumber_IsFoundAtItsEntry(DatabaseEngine engine)
    {
        foreach (var column in (string[])["at", "status", "count"])
        {
            await using var room = await FilledAsync(engine, 3);
            await AuditRooms.TamperAsync(room, $"UPDATE access_audit SET {column} = {column} + 1 WHERE sequence = 2");

            (await VerifyAsync(room)).Broken.ShouldNotBeNull(column).Sequence.ShouldBe(2, column);
        }
    }

    [Theory]
    [EveryDatabase]
    public async Task ADeletedEntry_IsFoundWhereItWas(DatabaseEngine engine)
    {
        await using var room = await FilledAsync(engine, 5);
        await AuditRooms.TamperAsync(room, "DELETE FROM access_audit WHERE sequence = 3");

        var broken = (await VerifyAsync(room)).Broken.ShouldNotBeNull();

        (broken.Sequence, broken.Expected, broken.Found).ShouldBe((3, "3", "4"));
    }

    [Theory]
    [EveryDatabase]
    public async Task SwappedEntries_AreFoundAtTheFirst(DatabaseEngine engine)
    {
        await using var room = await FilledAsync(engine, 5);
        await AuditRooms.TamperAsync(
            room,
            "UPDATE access_audit SET sequence = -1 WHERE sequence = 3",
            "UPDATE access_audit SET sequence = 3 WHERE sequence = 4",
            "UPDATE access_audit SET sequence = 4 WHERE sequence = -1");

        (await VerifyAsync(room)).Broken.ShouldNotBeNull().Sequence.ShouldBe(3);
    }

    [Theory]
    [EveryDatabase]
    public async Task ACutEnd_ShowsByTheHeadThatIsKept(DatabaseEngine engine)
    {
        await using var room = await FilledAsync(engine, 5);
        await AuditRooms.TamperAsync(room, "DELETE FROM access_audit WHERE sequence > 3");

        (await VerifyAsync(room)).Broken.ShouldNotBeNull().Sequence.ShouldBe(4);
    }

    [Theory]
    [EveryDatabase]
    public async Task ACutEnd_WithItsHead_ShowsByTheHeadThatWasNoted(DatabaseEngine engine)
    {
        await using var room = await FilledAsync(engine, 5);
        var noted = await room.Get<IAuditReader>().HeadAsync(AccessTest.None);
        var third = (await room.EntriesAsync())[2];
        await AuditRooms.TamperAsync(room, "DELETE FROM access_audit WHERE sequence > 3", $"UPDATE access_audit_head SET sequence = 3, hash = '{third.Hash}'");

        (await VerifyAsync(room)).Valid.ShouldBeTrue();
        var broken = (await VerifyAsync(room, noted.Hash)).Broken.ShouldNotBeNull();

        broken.Expected.ShouldBe(noted.Hash);
        (await VerifyAsync(room, third.Hash)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task AnExport_HoldsWithoutTheServer_AndEveryChangeOfALineIsFound()
    {
        await using var room = await FilledAsync(DatabaseEngine.Sqlite, 6);
        var lines = new List<string>();
        await foreach (var entry in room.Get<IAuditReader>().ExportAsync(AccessTest.None))
        {
            lines.Add(AuditChain.Line(entry));
        }

        var head = await room.Get<IAuditReader>().HeadAsync(AccessTest.None);
        var whole = (await FileAsync(lines, head.Hash)).Value;
        (whole.Valid, whole.Entries, whole.First, whole.Head).ShouldBe((true, 6, 1, head));
        (await FileAsync(lines[..4], head.Hash)).Value.Valid.ShouldBeFalse();
        (await FileAsync([], null)).Error.ShouldNotBeNull().Code.ShouldBe("audit-file");

        await Gen.Select(Gen.Int[0, lines.Count - 1], Gen.Int[0, 200], Gen.Char['a', 'z']).SampleAsync(async (at, place, character) =>
        {
            var line = lines[at];
            var changed = line.Remove(place, 1).Insert(place, $"{character}");
            string[] tampered = [.. lines[..at], changed, .. lines[(at + 1)..]];
            var verified = await FileAsync(tampered, null);
            // The first line that is no entry at all is no trail; any other is a trail that breaks there.
            var isFound = changed == line || (verified.IsOk ? verified.Value.Broken?.Sequence == at + 1 : at == 0);
            isFound.ShouldBeTrue(changed);
        });
    }

    private static Task<Platform.Results.Result<AuditVerdict>> FileAsync(IEnumerable<string> lines, string? head) =>
        AuditFile.VerifyAsync(new StringReader(string.Join('\n', lines)), head, AccessTest.None);

    private static Task<AuditVerdict> VerifyAsync(AccessTest room, string? head = null) => room.Get<IAuditReader>().VerifyAsync(head, AccessTest.None);

    private static async Task<AccessTest> FilledAsync(DatabaseEngine engine, int entries)
    {
        var room = await AccessTest.CreateAsync(engine);
        for (var i = 0; i < entries; i++)
        {
            await room.Get<IAuditTrail>().DoAsync(AuditSubjects.Put($"{i}"));
        }

        (await room.EntriesAsync()).Count.ShouldBe(entries);
        return room;
    }
}
