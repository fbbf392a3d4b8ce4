using System.Data.Common;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Platform.Tests.Data;

public sealed class SqliteDatabaseTests
{
    // Values of PRAGMA synchronous: sqlite.org/pragma.html#pragma_synchronous.
    private const long Normal = 1;
    private const long Full = 2;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task WriteRepeatableAsync_BetweenOtherWrites_AloneIsNotFlushed()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);

        (await test.Database.WriteAsync(SynchronousAsync, None)).ShouldBe(Full);
        (await test.Database.WriteRepeatableAsync(SynchronousAsync, None)).ShouldBe(Normal);
        (await test.Database.WriteRepeatableAsync(SynchronousAsync, None)).ShouldBe(Normal);
        (await test.Database.TryWriteAsync(async session => Result<long>.Ok(await SynchronousAsync(session)), None)).Value.ShouldBe(Full);
    }

    [Fact]
    public async Task WriteRepeatableAsync_Fails_TheNextWriteIsFlushed()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);

        await Should.ThrowAsync<InvalidOperationException>(() => test.Database.WriteRepeatableAsync(_ => throw new InvalidOperationException("broken on purpose"), None));

        (await test.Database.WriteAsync(SynchronousAsync, None)).ShouldBe(Full);
    }

    [Fact]
    public async Task QueryAsync_TheSameStatementAfterTheTableChanged_SeesItsNewShape()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await test.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY)", null, None);
                await session.ExecuteAsync("INSERT INTO things (id) VALUES ('a')", null, None);
                (await ThingsAsync(session)).Single().Keys.ShouldBe(["id"]);

                await session.ExecuteAsync("ALTER TABLE things ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'", null, None);

                (await ThingsAsync(session)).Single()["colour"].ShouldBe("red");
            },
            None);
    }

    [Fact]
    public async Task ExecuteAsync_TheSameStatementWithOtherValues_KeepsNoneOfTheOnesBefore()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await test.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY, at BIGINT NULL)", null, None);
                await InsertAsync(session, "a", 1);
                await Should.ThrowAsync<DbException>(() => InsertAsync(session, "a", 2));
                await InsertAsync(session, "b", null);
                await Should.ThrowAsync<InvalidOperationException>(() => session.ExecuteAsync("INSERT INTO things (id, at) VALUES (@Id, @At)", new { Id = "c" }, None));
            },
            None);

        (await test.Database.ReadAsync(session => session.QueryAsync<string>("SELECT id || '=' || COALESCE(at, 'none') FROM things ORDER BY id", null, None), None))
            .ShouldBe(["a=1", "b=none"]);
    }

    [Fact]
    public async Task FirstAsync_MoreStatementsThanAreKept_EachGivesItsOwnRow()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 500; i++)
            {
                (await test.Database.ReadAsync(session => session.FirstAsync<long>($"SELECT {i}", null, None), None)).ShouldBe(i);
            }
        }
    }

    [Fact]
    public async Task OverwriteAsync_EveryTime_OverwritesAndThenNoMore()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await test.Database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY)", null, None), None);
        for (var i = 0; i < 3; i++)
        {
            await test.Database.WriteAsync(
                async session =>
                {
                    await session.OverwriteAsync("DELETE FROM things", null, None);
                    (await session.FirstAsync<long>("PRAGMA secure_delete", null, None)).ShouldBe(0);
                    await session.ExecuteAsync("PRAGMA secure_delete = ON", null, None);
                    (await session.FirstAsync<long>("PRAGMA secure_delete", null, None)).ShouldBe(1);
                    await session.ExecuteAsync("PRAGMA secure_delete = OFF", null, None);
                },
                None);
        }
    }

    [Fact]
    public async Task ReadAsync_StatementIsKept_HoldsNoCheckpointUp()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await test.Database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY, at BIGINT NULL)", null, None), None);
        await test.Database.WriteAsync(session => InsertAsync(session, "a", 1), None);
        await test.Database.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM things", null, None), None);
        await test.Database.ReadAsync(session => session.FirstOrDefaultAsync<string>("SELECT id FROM things", null, None), None);
        await test.Database.WriteAsync(session => InsertAsync(session, "b", 2), None);

        // Busy is 0 and every page of the log is in the file: no reader still stands in it.
        var checkpoint = await test.Database.ReadAsync(session => session.FirstAsync<Checkpoint>("PRAGMA wal_checkpoint(TRUNCATE)", null, None), None);

        checkpoint.Busy.ShouldBe(0);
        checkpoint.Log.ShouldBe(0);
    }

    private static Task<long> SynchronousAsync(DbSession session) => session.FirstAsync<long>("PRAGMA synchronous", null, None);

    private static async Task<IReadOnlyList<IDictionary<string, object>>> ThingsAsync(DbSession session) =>
        [.. (await session.QueryAsync<dynamic>("SELECT * FROM things", null, None)).Select(row => (IDictionary<string, object>)row)];

    private static Task<int> InsertAsync(DbSession session, string id, long? at) =>
        session.ExecuteAsync("INSERT INTO things (id, at) VALUES (@Id, @At)", new { Id = id, At = at }, None);

    private sealed class Checkpoint
    {
        public long Busy { get; init; }

        public long Log { get; init; }
    }
}
