using System.Reflection;
using Npgsql;
using Twinyard.Platform.Data;

namespace Twinyard.TestKit.Databases;

/// <summary>A fresh, migrated database of the asked engine, dropped on disposal.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<ValueTask> _drop;

    private TestDatabase(Database database, Func<ValueTask> drop)
    {
        Database = database;
        _drop = drop;
    }

    /// <summary>What a test says that is skipped because there is no PostgreSQL.</summary>
    public const string HowToGetPostgres = "PostgreSQL is not there: set TWINYARD_TEST_POSTGRES, or run ./twinyard test, which starts one.";

    public static string? PostgresServer => Environment.GetEnvironmentVariable("TWINYARD_TEST_POSTGRES");

    public Database Database { get; }

    /// <param name="rooms">Assemblies whose migrations are applied, named as in <see cref="RoomMigrations"/>.</param>
    public static async Task<TestDatabase> CreateAsync(DatabaseEngine engine, params RoomMigrations[] rooms)
    {
        var database = engine == DatabaseEngine.Sqlite ? CreateSqlite() : await CreatePostgresAsync();
        DatabaseMigrator.Migrate(database.Database, rooms);
        return database;
    }

    /// <summary>Migrations of the room that owns the given type.</summary>
    public static RoomMigrations Room<TOfRoom>() => Room(typeof(TOfRoom).Assembly);

    public static RoomMigrations Room(Assembly assembly) =>
        new(assembly.GetName().Name!["Twinyard.".Length..].ToLowerInvariant() /* every assembly has a name */, assembly);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _drop();
    }

    private static TestDatabase CreateSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("twinyard-test-");
        return new TestDatabase(new SqliteDatabase(Path.Combine(folder.FullName, "state.db")), () =>
        {
            folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        });
    }

    private static async Task<TestDatabase> CreatePostgresAsync()
    {
        var server = PostgresServer ?? throw new InvalidOperationException("TWINYARD_TEST_POSTGRES is not set.");
        var name = $"ty_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
        await RunAsync(server, $"CREATE DATABASE {name}");
        var own = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 20 }.ToString();
        return new TestDatabase(new PostgresDatabase(own), async () => await RunAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
