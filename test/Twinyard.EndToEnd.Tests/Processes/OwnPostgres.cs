using Npgsql;
using Twinyard.TestKit.Databases;

namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>An empty database of its own on the server that <c>TWINYARD_TEST_POSTGRES</c> names, dropped on disposal.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private OwnPostgres(string server, string name)
    {
        _server = server;
        _name = name;
    }

    public static string? Server => TestDatabase.PostgresServer;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString();

    public static async Task<OwnPostgres> CreateAsync(string server)
    {
        var name = $"ty_{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}";
        await RunAsync(server, $"CREATE DATABASE {name}");
        return new OwnPostgres(server, name);
    }

    public async ValueTask DisposeAsync() => await RunAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    private static async Task RunAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
