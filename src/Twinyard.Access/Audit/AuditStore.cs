using Twinyard.Platform.Data;

namespace Twinyard.Access.Audit;

internal sealed class AuditStore
{
    private const string Lock = "access-audit";

    private const string Columns =
        """
        sequence AS Sequence, id AS Id, at AS At, principal AS Principal, role AS Role, address AS Address, action AS Action, resource AS Resource, decision AS Decision,
        reason AS Reason, outcome AS Outcome, status AS Status, count AS Count, detail AS Detail, request AS Request, node AS Node, previous AS Previous, hash AS Hash
        """;

    private const string Filtered =
        """
        (@Principal IS NULL OR LOWER(principal) LIKE @Principal ESCAPE '!') AND (@Action IS NULL OR LOWER(action) LIKE @Action ESCAPE '!')
        AND (@Resource IS NULL OR LOWER(resource) LIKE @Resource ESCAPE '!') AND (@Decision IS NULL OR decision LIKE @Decision ESCAPE '!') AND at >= @Since AND at < @Until
        """;

    /// <summary>The end of the chain, which nobody else moves until this unit of work ends.</summary>
    public async Task<HeadRow> TakeHeadAsync(DbSession session, CancellationToken cancellationToken)
    {
        session.Lock(Lock);
        return (await session.QueryAsync<HeadRow>("SELECT sequence AS Sequence, hash AS Hash FROM access_audit_head WHERE id = 1", null, cancellationToken))[0];
    }

    public Task<HeadRow> HeadAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<HeadRow>("SELECT sequence AS Sequence, hash AS Hash FROM access_audit_head WHERE id = 1", null, cancellationToken);

    /// <summary>Where retention has cut last.</summary>
    public Task<HeadRow?> CheckpointAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<HeadRow>("SELECT sequence AS Sequence, hash AS Hash FROM access_audit_checkpoints ORDER BY sequence DESC LIMIT 1", null, cancellationToken);

    public async Task AppendAsync(DbSession session, IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        var source = session.Rows(
            "r",
            "@rows",
            "sequence bigint, id text, at bigint, principal text, role text, address text, action text, resource text, decision text, reason text, outcome text, status bigint, count bigint, detail text, request text, node text, previous text, hash text");
        await session.PostAsync(
            $"""
            INSERT INTO access_audit (sequence, id, at, principal, role, address, action, resource, decision, reason, outcome, status, count, detail, request, node, previous, hash)
            SELECT sequence, id, at, principal, role, address, action, resource, decision, reason, outcome, status, count, detail, request, node, previous, hash FROM {source}
            """,
            new { rows = JsonRows.Of(rows) },
            cancellationToken);
        await session.PostAsync(
            "UPDATE access_audit_head SET sequence = @sequence, hash = @hash WHERE id = 1", new { sequence = rows[^1].Sequence, hash = rows[^1].Hash }, cancellationToken);
    }

    public Task OpenAsync(DbSession session, IReadOnlyList<OpenRow> rows, CancellationToken cancellationToken) =>
        session.PostAsync(
            $"""
            INSERT INTO access_audit_open (id, node, at, entry)
            SELECT id, node, at, entry FROM {session.Rows("r", "@rows", "id text, node text, at bigint, entry text")} WHERE true
            ON CONFLICT (id) DO NOTHING
            """,
            new { rows = JsonRows.Of(rows) },
            cancellationToken);

    /// <returns>Those that there were.</returns>
    public Task<IReadOnlyList<string>> CloseAsync(DbSession session, string[] ids, CancellationToken cancellationToken) =>
        session.QueryAsync<string>($"DELETE FROM access_audit_open WHERE id {session.OneOf("@ids")} RETURNING id", new { ids }, cancellationToken);

    public Task<IReadOnlyList<string>> KnownAsync(DbSession session, string[] ids, CancellationToken cancellationToken) =>
        session.QueryAsync<string>($"SELECT id FROM access_audit WHERE id {session.OneOf("@ids")}", new { ids }, cancellationToken);

    /// <summary>What a node has begun, oldest first.</summary>
    public Task<IReadOnlyList<OpenRow>> ListOpenAsync(DbSession session, string node, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<OpenRow>(
            "SELECT id AS Id, node AS Node, at AS At, entry AS Entry FROM access_audit_open WHERE node = @node ORDER BY at, id LIMIT @limit", new { node, limit }, cancellationToken);

    public Task<IReadOnlyList<string>> ListOpenNodesAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT DISTINCT node FROM access_audit_open ORDER BY node", null, cancellationToken);

    /// <summary>In the order of the chain.</summary>
    public Task<IReadOnlyList<AuditRow>> ReadAsync(DbSession session, long after, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>($"SELECT {Columns} FROM access_audit WHERE sequence > @after ORDER BY sequence LIMIT @limit", new { after, limit }, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<AuditRow>> ListAsync(DbSession session, AuditQuery query, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>($"SELECT {Columns} FROM access_audit WHERE sequence < @Before AND {Filtered} ORDER BY sequence DESC LIMIT @Limit", query, cancellationToken);

    /// <summary>Oldest first, of those that came after <see cref="AuditQuery.After"/>.</summary>
    public Task<IReadOnlyList<AuditRow>> FollowAsync(DbSession session, AuditQuery query, CancellationToken cancellationToken) =>
        session.QueryAsync<AuditRow>($"SELECT {Columns} FROM access_audit WHERE sequence > @After AND {Filtered} ORDER BY sequence LIMIT @Limit", query, cancellationToken);

    /// <returns>The first entry that is younger, or null where none is.</returns>
    public Task<long?> FirstSinceAsync(DbSession session, long since, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<long?>("SELECT MIN(sequence) FROM access_audit WHERE at >= @since", new { since }, cancellationToken);

    public Task<HeadRow?> FindAsync(DbSession session, long sequence, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<HeadRow>("SELECT sequence AS Sequence, hash AS Hash FROM access_audit WHERE sequence = @sequence", new { sequence }, cancellationToken);

    /// <summary>Removes all up to a sequence, behind a checkpoint.</summary>
    public async Task CutAsync(DbSession session, HeadRow last, long entries, long now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "INSERT INTO access_audit_checkpoints (sequence, hash, entries, at) VALUES (@Sequence, @Hash, @entries, @now)", new { last.Sequence, last.Hash, entries, now }, cancellationToken);
        await session.ExecuteAsync("DELETE FROM access_audit WHERE sequence <= @Sequence", new { last.Sequence }, cancellationToken);
    }
}
