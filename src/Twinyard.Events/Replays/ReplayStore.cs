using Twinyard.Platform.Data;

namespace Twinyard.Events.Replays;

internal sealed class ReplayStore
{
    private const string Columns =
        """
        name AS Name, state AS State, pattern AS Pattern, from_at AS FromAt, to_at AS ToAt, through AS Through, minute AS Minute, position AS Position,
        events AS Events, read AS Read, published AS Published, requested_by AS RequestedBy, created_at AS CreatedAt, ended_at AS EndedAt
        """;

    /// <returns>False when there is one of that name.</returns>
    public async Task<bool> TryAddAsync(DbSession session, ReplayRow row, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO event_replays (name, state, pattern, from_at, to_at, through, minute, position, events, read, published, requested_by, created_at, ended_at)
            VALUES (@Name, @State, @Pattern, @FromAt, @ToAt, @Through, @Minute, @Position, @Events, @Read, @Published, @RequestedBy, @CreatedAt, @EndedAt)
            ON CONFLICT (name) DO NOTHING
            """,
            row,
            cancellationToken) > 0;

    public Task<ReplayRow?> FindAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ReplayRow>($"SELECT {Columns} FROM event_replays WHERE name = @name", new { name }, cancellationToken);

    /// <returns>The replay, held against others until the session commits; null where it does not run, or another node is at it.</returns>
    public Task<ReplayRow?> TryLockAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ReplayRow>(
            $"SELECT {Columns} FROM event_replays WHERE name = @name AND state = 'running' {session.ForUpdateSkipLocked}", new { name }, cancellationToken);

    /// <summary>Oldest first.</summary>
    public Task<IReadOnlyList<string>> RunningAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT name FROM event_replays WHERE state = 'running' ORDER BY created_at, name", null, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ReplayRow>> ListAsync(DbSession session, long before, string beforeName, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<ReplayRow>(
            $"""
            SELECT {Columns} FROM event_replays WHERE created_at < @before OR (created_at = @before AND name < @beforeName)
            ORDER BY created_at DESC, name DESC LIMIT @limit
            """,
            new { before, beforeName, limit },
            cancellationToken);

    public Task MoveAsync(
        DbSession session, string name, long minute, long position, long events, int read, int published, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            UPDATE event_replays SET minute = @minute, position = @position, events = @events, read = read + @read, published = published + @published WHERE name = @name
            """,
            new { name, minute, position, events, read, published },
            cancellationToken);

    /// <returns>False when it does not run.</returns>
    public async Task<bool> TryEndAsync(DbSession session, string name, string state, long now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE event_replays SET state = @state, ended_at = @now WHERE name = @name AND state = 'running'", new { name, state, now }, cancellationToken) > 0;

    /// <summary>Forgets replays that have ended, unless an event that they published is still kept.</summary>
    public Task RemoveAsync(DbSession session, long endedBefore, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        DELETE FROM event_replays WHERE state <> 'running' AND ended_at < @endedBefore
            AND NOT EXISTS (SELECT 1 FROM events e WHERE e.replay_name = event_replays.name)
        """,
        new { endedBefore },
        cancellationToken);
}
