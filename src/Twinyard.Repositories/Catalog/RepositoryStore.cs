using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Catalog;

/// <summary>Which repositories there are, and what of each is deployed.</summary>
internal sealed class RepositoryStore
{
    private const string Columns = "name AS Name, deployed AS Deployed, created_at AS CreatedAt";

    /// <returns>False when there is one of that name.</returns>
    public async Task<bool> InsertAsync(RepositoryRow row, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            INSERT INTO repositories_repositories (name, deployed, created_at) VALUES (@Name, @Deployed, @CreatedAt)
            ON CONFLICT (name) DO NOTHING
            """,
            row,
            cancellationToken) == 1;

    public Task<RepositoryRow?> FindAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<RepositoryRow>($"SELECT {Columns} FROM repositories_repositories WHERE name = @Name", new { Name = name }, cancellationToken);

    public async Task<Page<RepositoryRow>> ListAsync(PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<RepositoryRow>(
            $"SELECT {Columns} FROM repositories_repositories WHERE name > @After ORDER BY name LIMIT @Limit",
            new { After = page.After ?? "", Limit = page.Size + 1 },
            cancellationToken);
        return Page<RepositoryRow>.Cut(rows, page.Size, row => row.Name);
    }

    public Task<IReadOnlyList<RepositoryRow>> ListAllAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RepositoryRow>($"SELECT {Columns} FROM repositories_repositories ORDER BY name", null, cancellationToken);

    /// <summary>Says what is deployed now, if it was <paramref name="from"/> before.</summary>
    /// <returns>False when something else was deployed meanwhile.</returns>
    public async Task<bool> MoveAsync(string name, string from, string to, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE repositories_repositories SET deployed = @To WHERE name = @Name AND deployed = @From",
            new { Name = name, From = from, To = to },
            cancellationToken) == 1;
}
