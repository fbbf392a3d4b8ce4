using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Plans;

/// <summary>What a deploy of a commit does, in the order it is done.</summary>
/// <param name="Applied">Created, updated, and re-applied because they follow the commit.</param>
internal sealed record DeployPlan(IReadOnlyList<PlannedApply> Applied, IReadOnlyList<PlannedDelete> Deleted, IReadOnlyList<Problem> Problems)
{
    /// <summary>For people: what is re-applied unchanged is left out.</summary>
    public IReadOnlyList<ResourceChange> Changes =>
    [
        .. Applied.Where(apply => apply.Change is not null).Select(apply => new ResourceChange(apply.Change ?? "", apply.Resource.Kind.Kind, apply.Resource.Name)),
        .. Deleted.Select(delete => new ResourceChange(PlannedDelete.Change, delete.Kind.Kind, delete.Name)),
    ];
}

/// <param name="Change"><c>create</c>, <c>update</c>, <c>adopt</c> for what was made by hand and is the same, or null for what is the same and follows the commit.</param>
internal sealed record PlannedApply(DeclaredResource Resource, string? Change)
{
    public const string Create = "create";
    public const string Update = "update";

    /// <summary>Only the owner changes.</summary>
    public const string Adopt = "adopt";
}

internal sealed record PlannedDelete(IResourceKind Kind, string Name)
{
    public const string Change = "delete";
}
