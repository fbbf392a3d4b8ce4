using System.Collections.Concurrent;
using System.Reflection;
using Dapper;
using Npgsql;

namespace Twinyard.Platform.Data;

/// <summary>Statements that go to PostgreSQL in one message and come back in one answer, so that they cost one round trip.</summary>
internal static class PostgresBatch
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    /// <exception cref="PostgresException">One of them failed; those behind it were not executed.</exception>
    public static async Task ExecuteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<PostedStatement> statements, CancellationToken cancellationToken)
    {
        await using var batch = New(connection, transaction, statements);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>The rows of the query that comes after them.</returns>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<PostedStatement> before, PostedStatement query, CancellationToken cancellationToken)
    {
        await using var batch = New(connection, transaction, [.. before, query]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        // A reader stands on the first of the results that are rows.
        for (var i = before.Count(statement => statement.GivesRows); i > 0; i--)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        var rows = reader.Parse<T>().AsList();
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return rows;
    }

    /// <summary>The last statements of a transaction, at least one, and its commit.</summary>
    /// <exception cref="PostgresException">
    /// A statement failed, one of the transaction before or one of these: PostgreSQL would answer a commit by itself with a rollback and no error.
    /// </exception>
    public static async Task CommitAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PostedStatement> statements, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(statements.Count);
        await using var batch = New(connection, transaction, [.. statements, new PostedStatement("COMMIT", null)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatch New(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<PostedStatement> statements)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            foreach (var (name, value) in Values(statement.Parameters))
            {
                command.Parameters.Add(new NpgsqlParameter(name, value ?? DBNull.Value));
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private static IEnumerable<(string Name, object? Value)> Values(object? parameters) => parameters is null
        ? []
        : Properties.GetOrAdd(parameters.GetType(), static type => [.. type.GetProperties().Where(property => property.GetIndexParameters().Length == 0)])
            .Select(property => (property.Name, property.GetValue(parameters)));
}
