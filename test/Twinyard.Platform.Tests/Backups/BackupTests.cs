using System.Globalization;
using Microsoft.Data.Sqlite;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Tests.Backups;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-backup-");
    private readonly HomeDirectory _home;
    private readonly SqliteDatabase _database;

    public BackupTests()
    {
        _home = HomeDirectory.Open(Path.Combine(_folder.FullName, "home")).Value;
        _database = new SqliteDatabase(_home.StateDatabase);
    }

    private string Backups => Path.Combine(_home.Root, "backups");

    private string Target => Path.Combine(Backups, "one");

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _home.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Write_AndRestore_GivesTheFilesOfThePoint()
    {
        Put("buckets/blobs/ab/cd", "blob");
        Put("repos/plant.git/HEAD", "ref: refs/heads/main");
        Put("repos/plant.git/refs/heads/main", "c1");
        Put("repos/plant.git/objects/aa/bb", "object");
        Put("workspaces/alice/run.sh", "echo");
        File.SetUnixFileMode(Path.Combine(_home.Root, "workspaces/alice/run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(_home.Root, "workspaces/alice/link"), "run.sh");
        Put("workspaces/alice/draft.new", "a person's file, whatever its name");
        Put("cache/scripts/x.dll", "made again");
        Put("runs/r1/work.sh", "thrown away");
        Put("server.json", "{}");
        Put("twinyard.json", """{"environment":"plant"}""");
        Put("backups/older/backup.json", "{}");

        (await WriteAsync()).Error.ShouldBeNull();
        var restored = await RestoreAsync();

        var found = Directory.EnumerateFiles(restored, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(restored, file)).Order(StringComparer.Ordinal);
        found.ShouldBe([
            "buckets/blobs/ab/cd", "repos/plant.git/HEAD", "repos/plant.git/objects/aa/bb", "repos/plant.git/refs/heads/main", "restored.json", "state.db", "twinyard.json",
            "workspaces/alice/draft.new", "workspaces/alice/link", "workspaces/alice/run.sh",
        ]);
        File.GetUnixFileMode(Path.Combine(restored, "workspaces/alice/run.sh")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        new FileInfo(Path.Combine(restored, "workspaces/alice/link")).LinkTarget.ShouldBe("run.sh");
        Directory.Exists(Path.Combine(_home.Root, "backup-links")).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_WhileRowsAreWritten_HoldsAPrefixOfThemAndFilesThatGoWithIt()
    {
        // Each row is written after a line of the growing file, and each file goes some rows later: the backup's file must have at least the rows' lines.
        await _database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE rows (n BIGINT PRIMARY KEY)", null, None), None);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 1L; !stop.IsCancellationRequested; n++)
            {
                var segment = n / 50;
                await File.AppendAllTextAsync(Path.Combine(_home.Ingest, $"{segment}.log"), $"{n}\n", None);
                await _database.WriteAsync(session => session.ExecuteAsync("INSERT INTO rows (n) VALUES (@N)", new { N = n }, None), None);
                if (n % 50 == 49 && segment >= 2)
                {
                    File.Delete(Path.Combine(_home.Ingest, $"{segment - 2}.log"));
                }
            }
        });
        while (await CountAsync(_home.StateDatabase) < 200)
        {
            await Task.Delay(5, None);
        }

        (await WriteAsync()).Error.ShouldBeNull();
        await stop.CancelAsync();
        await writing;

        var (rows, most) = (await CountAsync(Path.Combine(Target, "state.db")), await MaximumAsync(Path.Combine(Target, "state.db")));
        most.ShouldBe(rows);
        rows.ShouldBeGreaterThanOrEqualTo(200);
        var lines = Directory.GetFiles(Path.Combine(Target, "ingest")).SelectMany(File.ReadAllLines).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).Order().ToList();
        lines.ShouldContain(rows);
        lines[^1].ShouldBeLessThanOrEqualTo(rows + 1, "what was written after the point is not in the backup");
        lines.ShouldBe(Enumerable.Range(0, lines.Count).Select(i => lines[0] + i));
        (await BackupVerification.VerifyAsync(Target, new BackupProgress(), None)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Write_FilesAtRest_AreCopiedWhileNobodyWritesThem()
    {
        var still = new StillFile(Path.Combine(_home.Root, "warehouse.duckdb"));
        File.WriteAllText(still.Files[0], "rows");

        (await WriteAsync(still)).Error.ShouldBeNull();

        File.ReadAllText(Path.Combine(Target, "warehouse.duckdb")).ShouldBe("rows");
        still.WasAtRest.ShouldBeTrue();
        BackupManifest.Read(Target).Value.Files.Count(file => file.Path == "warehouse.duckdb").ShouldBe(1);
    }

    [Theory]
    [InlineData("changed", "has another content")]
    [InlineData("shorter", "bytes, and had")]
    [InlineData("missing", "is missing")]
    [InlineData("more", "is not in the manifest")]
    [InlineData("state", "state.db has another content")]
    public async Task Verify_Damaged_NamesTheFileAndNothingIsRestored(string damage, string expected)
    {
        Put("buckets/blobs/ab/cd", "blob");
        (await WriteAsync()).Error.ShouldBeNull();
        var blob = Path.Combine(Target, "buckets/blobs/ab/cd");
        switch (damage)
        {
            case "changed":
                File.WriteAllText(blob, "bolb");
                break;
            case "shorter":
                File.WriteAllText(blob, "blo");
                break;
            case "missing":
                File.Delete(blob);
                break;
            case "more":
                File.WriteAllText(blob + "x", "");
                break;
            default:
                await using (var file = new FileStream(Path.Combine(Target, "state.db"), FileMode.Open))
                {
                    file.Seek(40, SeekOrigin.Begin);
                    file.WriteByte(0xEE);
                }

                break;
        }

        var verified = await BackupVerification.VerifyAsync(Target, new BackupProgress(), None);
        var restored = await BackupRestore.RestoreAsync(Target, Path.Combine(_folder.FullName, "restored"), DateTimeOffset.UnixEpoch, new BackupProgress(), None);

        verified.Error.ShouldNotBeNull().Message.ShouldContain(expected);
        restored.Error.ShouldNotBeNull().Code.ShouldBe("backup-damaged");
        Directory.Exists(Path.Combine(_folder.FullName, "restored")).ShouldBeFalse();
    }

    [Fact]
    public async Task Restore_IntoAHomeThatIsThere_IsRefused()
    {
        (await WriteAsync()).Error.ShouldBeNull();

        (await BackupRestore.RestoreAsync(Target, _home.Root, DateTimeOffset.UnixEpoch, new BackupProgress(), None)).Error.ShouldBeOfType<ConflictError>().Code.ShouldBe("home-not-empty");
        (await BackupRestore.RestoreAsync(_folder.FullName, Path.Combine(_folder.FullName, "r"), DateTimeOffset.UnixEpoch, new BackupProgress(), None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Fact]
    public async Task Copy_FileIsGoneMeanwhile_LeavesNothing()
    {
        var source = Path.Combine(_folder.FullName, "gone");

        await Should.ThrowAsync<FileNotFoundException>(() => BackupFiles.CopyAsync(new FileInfo(source), Path.Combine(_folder.FullName, "to", "gone"), "gone", null, None));

        File.Exists(Path.Combine(_folder.FullName, "to", "gone")).ShouldBeFalse();
    }

    [Fact]
    public async Task Write_ARoomFindsItBroken_IsNoBackup()
    {
        var written = await WriteAsync(check: new BrokenCheck());

        written.Error.ShouldNotBeNull().Code.ShouldBe("broken");
        File.Exists(Path.Combine(Target, BackupManifest.FileName)).ShouldBeFalse();
    }

    private async Task<Result<BackupManifest>> WriteAsync(IFilesAtRest? still = null, IBackupCheck? check = null) =>
        await new BackupWriter(_home, _database, still is null ? [] : [still], check is null ? [] : [check], TimeProvider.System).WriteAsync(Target, Backups, "plant", "1.0", new BackupProgress(), None);

    private async Task<string> RestoreAsync()
    {
        var target = Path.Combine(_folder.FullName, "restored");
        (await BackupRestore.RestoreAsync(Target, target, DateTimeOffset.UnixEpoch, new BackupProgress(), None)).Error.ShouldBeNull();
        return target;
    }

    private void Put(string path, string text)
    {
        var full = Path.Combine(_home.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!); // below the home
        File.WriteAllText(full, text);
    }

    private static Task<long> CountAsync(string file) => ScalarAsync(file, "SELECT COUNT(*) FROM rows");

    private static Task<long> MaximumAsync(string file) => ScalarAsync(file, "SELECT MAX(n) FROM rows");

    private static async Task<long> ScalarAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=false");
        await connection.OpenAsync(None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(None) is long value ? value : 0;
    }

    private sealed class StillFile(string file) : IFilesAtRest
    {
        public bool WasAtRest { get; private set; }

        public IReadOnlyList<string> Files => [file, file + ".wal"];

        public async Task WhileAtRestAsync(Func<Task> work, CancellationToken cancellationToken)
        {
            await work();
            WasAtRest = true;
            await File.WriteAllTextAsync(file, "written after", cancellationToken);
        }
    }

    private sealed class BrokenCheck : IBackupCheck
    {
        public Task<Result<Done>> CheckAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<Result<Done>>(new FailedError("broken", "broken on purpose"));
    }
}
