using Twinyard.Platform.Data;

namespace Twinyard.Repositories.GitLab;

internal sealed class DeliveryStore
{
    private const string Columns = "id AS Id, repository AS Repository, change AS Change, received_at AS ReceivedAt, attempts AS Attempts, error AS Error";

    /// <returns>False when the same delivery was received before.</returns>
    public async Task<bool> InsertAsync(DeliveryRow row, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO repositories_gitlab_deliveries (id, repository, change, received_at, state, attempts, next_at, error)
            VALUES (@Id, @Repository, @Change, @ReceivedAt, 'pending', 0, 0, '')
            ON CONFLICT (id) DO NOTHING
            """,
            row,
            cancellationToken) == 1;

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<DeliveryRow>> DueAsync(long now, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DeliveryRow>(
            $"SELECT {Columns} FROM repositories_gitlab_deliveries WHERE state = 'pending' AND next_at <= @Now ORDER BY received_at, id LIMIT @Limit",
            new { Now = now, Limit = limit },
            cancellationToken);

    public Task SetAsync(string id, string state, long attempts, long nextAt, string error, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE repositories_gitlab_deliveries SET state = @State, attempts = @Attempts, next_at = @NextAt, error = @Error WHERE id = @Id",
            new { Id = id, State = state, Attempts = attempts, NextAt = nextAt, Error = error },
            cancellationToken);

    /// <summary>What was received before then and is done with: a delivery sent again later than that is another one.</summary>
    public Task<int> ForgetAsync(long before, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM repositories_gitlab_deliveries WHERE state <> 'pending' AND received_at < @Before", new { Before = before }, cancellationToken);

    /// <summary>Those with an error, newest first.</summary>
    public Task<IReadOnlyList<DeliveryRow>> ListFailuresAsync(string repository, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<DeliveryRow>(
            $"SELECT {Columns} FROM repositories_gitlab_deliveries WHERE repository = @Repository AND error <> '' ORDER BY received_at DESC LIMIT @Limit",
            new { Repository = repository, Limit = limit },
            cancellationToken);
}
