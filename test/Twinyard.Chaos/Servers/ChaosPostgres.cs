using Npgsql;

namespace Twinyard.Chaos.Servers;

/// <summary>A database of the run's own on a PostgreSQL server that is there already.</summary>
internal sealed class ChaosPostgres : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private ChaosPostgres(string server, string name)
    {
        _server = server;
        _name = name;
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString();

    /// <summary>Whether the database stays, for whoever looks at what went wrong.</summary>
    public bool Keep { get; set; }

    /// <exception cref="InvalidOperationException">No server is named.</exception>
    public static async Task<ChaosPostgres> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("TWINYARD_CHAOS_POSTGRES") ?? Environment.GetEnvironmentVariable("TWINYARD_TEST_POSTGRES")
            ?? throw new InvalidOperationException("TWINYARD_CHAOS_POSTGRES names no PostgreSQL server, such as Host=127.0.0.1;Username=postgres.");
        var name = $"chaos_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
        await RunAsync(server, $"CREATE DATABASE {name}");
        return new ChaosPostgres(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Keep)
        {
            await RunAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
