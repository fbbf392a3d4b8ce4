using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Data;

/// <summary>Applies every room's migrations, each room with a journal table of its own (<c>schema_&lt;room&gt;</c>).</summary>
public static class DatabaseMigrator
{
    private const string PostgresOnly = ".postgresql.sql";
    private const string SqliteOnly = ".sqlite.sql";

    /// <exception cref="InvalidOperationException">A script failed; the message names room and script.</exception>
    public static void Migrate(Database database, IEnumerable<RoomMigrations> rooms)
    {
        foreach (var room in rooms)
        {
            Migrate(database, room);
        }
    }

    /// <summary>As <see cref="Migrate(Database, IEnumerable{RoomMigrations})"/>, while no other server that starts on the same database does.</summary>
    public static Task MigrateAloneAsync(Database database, IEnumerable<RoomMigrations> rooms, CancellationToken cancellationToken) => database.AloneAsync(
        "migrations",
        () =>
        {
            Migrate(database, rooms);
            return Task.FromResult(Done.Value);
        },
        cancellationToken);

    private static void Migrate(Database database, RoomMigrations room)
    {
        var prefix = $"{room.Assembly.GetName().Name}.Migrations.";
        var scripts = room.Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(database.Engine == DatabaseEngine.PostgreSql ? SqliteOnly : PostgresOnly, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SqlScript(name[prefix.Length..], Read(room.Assembly, name)));

        var result = Target(database, $"schema_{room.Room}")
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} of {room.Room} failed: {result.Error.Message}", result.Error);
        }
    }

    private static UpgradeEngineBuilder Target(Database database, string journal) => database switch
    {
        SqliteDatabase sqlite => DeployChanges.To.SqliteDatabase(sqlite.ConnectionString).JournalToSqliteTable(journal),
        PostgresDatabase postgres => DeployChanges.To.PostgresqlDatabase(postgres.ConnectionString).JournalToPostgresqlTable(null, journal),
        _ => throw new InvalidOperationException($"No migrations are known for {database.GetType().Name}."),
    };

    private static string Read(System.Reflection.Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"Resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
