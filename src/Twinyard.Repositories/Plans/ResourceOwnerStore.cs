using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Plans;

/// <summary>Which repository declares which resource.</summary>
internal sealed class ResourceOwnerStore
{
    public Task<IReadOnlyList<OwnedResource>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<OwnedResource>("SELECT kind AS Kind, name AS Name, repository AS Repository FROM repositories_resources", null, cancellationToken);

    public Task TakeAsync(string kind, string name, string repository, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_resources (kind, name, repository) VALUES (@Kind, @Name, @Repository)
            ON CONFLICT (kind, name) DO UPDATE SET repository = excluded.repository
            """,
            new { Kind = kind, Name = name, Repository = repository },
            cancellationToken);

    public Task ReleaseAsync(string kind, string name, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM repositories_resources WHERE kind = @Kind AND name = @Name", new { Kind = kind, Name = name }, cancellationToken);
}

internal sealed class OwnedResource
{
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    public string Repository { get; init; } = "";
}
