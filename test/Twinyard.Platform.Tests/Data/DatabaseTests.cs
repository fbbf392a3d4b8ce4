using System.Data.Common;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Platform.Tests.Data;

public sealed class DatabaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task WriteAsync_WorkThrows_NothingIsKept(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);

        await Should.ThrowAsync<InvalidOperationException>(() => test.Database.WriteAsync(
            async session =>
            {
                await InsertAsync(session, "a");
                throw new InvalidOperationException("broken on purpose");
            },
            None));

        (await CountAsync(test)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task TryWriteAsync_ResultIsError_RollsBackAndRaisesNothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);
        var raised = 0;

        var result = await test.Database.TryWriteAsync<Done>(
            async session =>
            {
                session.OnCommitted(() => raised++);
                await InsertAsync(session, "a");
                return new ConflictError("no", "no");
            },
            None);

        result.IsOk.ShouldBeFalse();
        raised.ShouldBe(0);
        (await CountAsync(test)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task WriteAsync_Commits_RowsAreSeenAndHooksRun(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);
        var raised = 0;

        await test.Database.WriteAsync(
            async session =>
            {
                session.OnCommitted(() => raised++);
                await InsertAsync(session, "a");
            },
            None);

        raised.ShouldBe(1);
        (await CountAsync(test)).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task WriteRepeatableAsync_Commits_OthersSeeItAtOnce(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);

        await test.Database.WriteRepeatableAsync(session => InsertAsync(session, "a"), None);
        (await CountAsync(test)).ShouldBe(1);
        await test.Database.WriteAsync(session => InsertAsync(session, "b"), None);
        (await CountAsync(test)).ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task PostAsync_ThenAQueryAndTheCommit_AreExecutedInTheirOrder(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);

        var seen = await test.Database.WriteAsync(
            async session =>
            {
                session.Lock("things");
                await PostAsync(session, "a", 1);
                session.Lock("other things");
                await PostAsync(session, "b", null);
                var ids = await session.QueryAsync<string>("SELECT id FROM things ORDER BY id", null, None);
                await PostAsync(session, "c", 3);
                var count = await session.FirstAsync<long>("SELECT COUNT(*) FROM things", null, None);
                await session.PostAsync("DELETE FROM things WHERE id = @Id", new { Id = "a" }, None);
                await PostAsync(session, "d", 4);
                return (string.Concat(ids), count);
            },
            None);

        seen.ShouldBe(("ab", 3));
        (await test.Database.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM things ORDER BY id", null, None), None)).ShouldBe(["b", "c", "d"]);
    }

    [Theory, EveryDatabase]
    public async Task PostAsync_ThatFails_NothingIsKeptAndTheConnectionGoesOn(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);
        var raised = 0;

        for (var i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<DbException>(() => test.Database.WriteAsync(
                async session =>
                {
                    session.OnCommitted(() => raised++);
                    await PostAsync(session, "a", 1);
                    await PostAsync(session, "a", 2);
                    await PostAsync(session, "b", 3);
                },
                None));
        }

        raised.ShouldBe(0);
        (await CountAsync(test)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task PostAsync_AfterAFailureThatWasCaught_IsNotTakenForCommitted(DatabaseEngine engine)
    {
        Assert.SkipWhen(engine == DatabaseEngine.Sqlite, "SQLite goes on after a statement that failed.");
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);

        await Should.ThrowAsync<DbException>(() => test.Database.WriteAsync(
            async session =>
            {
                await Should.ThrowAsync<DbException>(() => session.ExecuteAsync("SELECT no_such_column FROM things", null, None));
                await PostAsync(session, "a", 1);
            },
            None));

        (await CountAsync(test)).ShouldBe(0);
    }

    [Theory, EveryDatabase]
    public async Task TryWriteAsync_ResultIsErrorAfterAPost_KeepsNothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await CreateTableAsync(test);

        await test.Database.TryWriteAsync<Done>(
            async session =>
            {
                await PostAsync(session, "a", 1);
                return new ConflictError("no", "no");
            },
            None);

        (await CountAsync(test)).ShouldBe(0);
    }

    private static Task PostAsync(DbSession session, string id, long? at) =>
        session.PostAsync("INSERT INTO things (id, at) VALUES (@Id, COALESCE(@At, 0))", new { Id = id, At = at }, None);

    private static Task CreateTableAsync(TestDatabase test) =>
        test.Database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY, at BIGINT NOT NULL)", null, None), None);

    private static Task<int> InsertAsync(DbSession session, string id) =>
        session.ExecuteAsync("INSERT INTO things (id, at) VALUES (@Id, @At)", new { Id = id, At = 1L }, None);

    private static Task<long> CountAsync(TestDatabase test) =>
        test.Database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM things", null, None), None);
}
