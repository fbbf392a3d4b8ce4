using Twinyard.Platform.Data;

namespace Twinyard.Notifications.Topics;

internal sealed class TopicStore
{
    public Task<IReadOnlyList<TopicRow>> PageAsync(DbSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<TopicRow>(
            "SELECT name AS Name, specification AS Specification, description AS Description FROM topics WHERE name > @After ORDER BY name LIMIT @Limit",
            new { After = after, Limit = limit },
            cancellationToken);

    public Task<IReadOnlyList<TopicRow>> AllAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<TopicRow>("SELECT name AS Name, specification AS Specification, description AS Description FROM topics ORDER BY name", null, cancellationToken);

    public Task<TopicRow?> FindAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<TopicRow>(
            "SELECT name AS Name, specification AS Specification, description AS Description FROM topics WHERE name = @Name", new { Name = name }, cancellationToken);

    /// <returns>Those of the names that there are.</returns>
    public async Task<IReadOnlySet<string>> KnownAsync(DbSession session, string[] names, CancellationToken cancellationToken) => names.Length == 0
        ? new HashSet<string>()
        : (await session.QueryAsync<string>($"SELECT name FROM topics WHERE name {session.OneOf("@Names")}", new { Names = names }, cancellationToken)).ToHashSet(StringComparer.Ordinal);

    public Task<IReadOnlyList<string>> SubscribersAsync(DbSession session, string topic, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT email FROM subscriptions WHERE topic = @Topic ORDER BY email", new { Topic = topic }, cancellationToken);

    /// <summary>Creates or replaces the topic and its subscriptions.</summary>
    public async Task PutAsync(DbSession session, TopicRow topic, IReadOnlyList<string> emails, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO topics (name, specification, description) VALUES (@Name, @Specification, @Description)
            ON CONFLICT (name) DO UPDATE SET specification = excluded.specification, description = excluded.description
            """,
            new { topic.Name, topic.Specification, topic.Description },
            cancellationToken);
        await session.ExecuteAsync("DELETE FROM subscriptions WHERE topic = @Name", new { topic.Name }, cancellationToken);
        foreach (var email in emails)
        {
            await session.ExecuteAsync("INSERT INTO subscriptions (topic, email) VALUES (@Name, @Email)", new { topic.Name, Email = email }, cancellationToken);
        }
    }

    public async Task DeleteAsync(DbSession session, string name, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM subscriptions WHERE topic = @Name", new { Name = name }, cancellationToken);
        await session.ExecuteAsync("DELETE FROM topics WHERE name = @Name", new { Name = name }, cancellationToken);
    }
}

internal sealed class TopicRow
{
    public string Name { get; init; } = "";

    public string Specification { get; init; } = "";

    public string? Description { get; init; }
}
