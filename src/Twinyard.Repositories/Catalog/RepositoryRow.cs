namespace Twinyard.Repositories.Catalog;

internal sealed class RepositoryRow
{
    public string Name { get; init; } = "";

    public string Deployed { get; init; } = "";

    public long CreatedAt { get; init; }
}
