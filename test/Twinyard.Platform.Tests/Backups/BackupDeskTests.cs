using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Platform.Tests.Backups;

public sealed class BackupDeskTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-backup-");
    private readonly HomeDirectory _home;
    private readonly SqliteDatabase _database;
    private readonly Running _lifetime = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));

    public BackupDeskTests()
    {
        _home = HomeDirectory.Open(Path.Combine(_folder.FullName, "home")).Value;
        _database = new SqliteDatabase(_home.StateDatabase);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _lifetime.Dispose();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Find_FromTheStartToTheEnd_AlwaysFindsTheBackup_AndOnce()
    {
        await using var desk = Desk();
        for (var i = 0; i < 25; i++)
        {
            var name = (await StartAsync(desk)).Name;
            Result<BackupInfo> found;
            do
            {
                found = desk.Find(name);
                found.Error.ShouldBeNull();
                desk.List().Select(backup => backup.Name).ShouldBeUnique();
            }
            while (found.Value.State == BackupInfo.Writing);

            found.Value.State.ShouldBe(BackupInfo.Complete, found.Value.Error);
        }
    }

    [Fact]
    public async Task List_OfOneThatAServerDidNotFinish_HasItNot()
    {
        BackupInfo written;
        await using (var desk = Desk())
        {
            written = await StartAsync(desk);
            while (desk.Find(written.Name).Value.State == BackupInfo.Writing)
            {
                await Task.Yield();
            }
        }

        Directory.Move(written.Folder, $"{written.Folder}.partial");

        await using var next = Desk();
        next.List().ShouldBeEmpty();
    }

    private BackupDesk Desk() => new(_home, _database, [], [], new FixedAddress(), Options.Create(new BackupOptions { Keep = 3 }), _lifetime, _time, NullLogger<BackupDesk>.Instance);

    /// <summary>Once the one before has removed what is older than is kept.</summary>
    private async Task<BackupInfo> StartAsync(BackupDesk desk)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        while (true)
        {
            var started = desk.Start();
            if (started.Error is not ConflictError)
            {
                return started.Value;
            }

            await Task.Yield();
        }
    }

    private sealed class Running : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _never = new();

        public CancellationToken ApplicationStarted => _never.Token;

        public CancellationToken ApplicationStopping => _never.Token;

        public CancellationToken ApplicationStopped => _never.Token;

        public void StopApplication() => throw new NotSupportedException();

        public void Dispose() => _never.Dispose();
    }
}
