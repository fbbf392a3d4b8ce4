using System.Text.Json;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Deployments;

internal sealed class DeploymentRow
{
    public string Id { get; init; } = "";

    public string Repository { get; init; } = "";

    public string CommitId { get; init; } = "";

    public string Tree { get; init; } = "";

    public string Previous { get; init; } = "";

    public long ProposalId { get; init; }

    public string Title { get; init; } = "";

    public string Author { get; init; } = "";

    /// <summary>JSON array of texts.</summary>
    public string Approvers { get; init; } = "[]";

    public string MergedBy { get; init; } = "";

    /// <summary>JSON array of <see cref="ResourceChange"/>.</summary>
    public string Changes { get; init; } = "[]";

    public long DeployedAt { get; init; }

    public DeploymentSummary ToSummary() => new(
        Id,
        Repository,
        CommitId,
        Previous,
        ProposalId,
        Title,
        Author,
        JsonSerializer.Deserialize<IReadOnlyList<string>>(Approvers) ?? [],
        MergedBy,
        UnixMicros.FromUnixMicros(DeployedAt),
        JsonSerializer.Deserialize<IReadOnlyList<ResourceChange>>(Changes) ?? []);
}
