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

    private static Task CreateTableAsync(TestDatabase test) =>
        test.Database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (id TEXT PRIMARY KEY, at BIGINT NOT NULL)", null, None), None);

    private static Task<int> InsertAsync(DbSession session, string id) =>
        session.ExecuteAsync("INSERT INTO things (id, at) VALUES (@Id, @At)", new { Id = id, At = 1L }, None);

    private static Task<long> CountAsync(TestDatabase test) =>
        test.Database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM things", null, None), None);
}
