using Microsoft.Data.Sqlite;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.TestKit.Databases;

namespace Twinyard.Platform.Tests.Homes;

public sealed class DiskSpaceTests
{
    private const int NoSpace = 28;

    [Fact]
    public async Task IsUsedUp_SqliteCannotGrow_IsToldAndTheDatabaseGoesOn()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite);
        await test.Database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE things (text TEXT)", null, CancellationToken.None), CancellationToken.None);
        // The pages it has are all it gets: what a full disk is to SQLite.
        await test.Database.WriteAsync(session => session.ExecuteAsync("PRAGMA max_page_count = 1", null, CancellationToken.None), CancellationToken.None);

        var failure = await Should.ThrowAsync<SqliteException>(() => test.Database.WriteAsync(
            session => session.ExecuteAsync("INSERT INTO things VALUES (hex(zeroblob(100000)))", null, CancellationToken.None), CancellationToken.None));

        DiskSpace.IsUsedUp(failure).ShouldBeTrue();
        await test.Database.WriteAsync(session => session.ExecuteAsync("INSERT INTO things VALUES ('small')", null, CancellationToken.None), CancellationToken.None);
    }

    [Fact]
    public void IsUsedUp_FileSystemSaysSo_AlsoWithinOtherExceptions()
    {
        var full = new IOException("No space left on device", NoSpace);

        DiskSpace.IsUsedUp(full).ShouldBeTrue();
        DiskSpace.IsUsedUp(new InvalidOperationException("wrapped", full)).ShouldBeTrue();
        DiskSpace.IsUsedUp(new AggregateException(new InvalidOperationException(), full)).ShouldBeTrue();
    }

    [Fact]
    public void IsUsedUp_AnythingElse_IsNot()
    {
        DiskSpace.IsUsedUp(null).ShouldBeFalse();
        DiskSpace.IsUsedUp(new IOException("Permission denied", 13)).ShouldBeFalse();
        DiskSpace.IsUsedUp(new InvalidOperationException()).ShouldBeFalse();
    }
}
