using Twinyard.Buckets;
using Twinyard.Contracts.Models;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Registry;

/// <summary>Models, their versions and the aliases that name versions. Versions come from runs and never change.</summary>
public interface IModelRegistry
{
    /// <summary>By name.</summary>
    Task<Page<ModelSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<ModelDetail>> FindAsync(string model, CancellationToken cancellationToken);

    Task<Result<ModelVersionDetail>> FindVersionAsync(string model, int version, CancellationToken cancellationToken);

    /// <returns>The version that an alias names; null when there is no such model or alias.</returns>
    Task<int?> FindAliasAsync(string model, string alias, CancellationToken cancellationToken);

    /// <summary>The bundle's zip archive; its SHA-256 is the version's.</summary>
    Task<Result<ObjectContent>> OpenBundleAsync(string model, int version, CancellationToken cancellationToken);

    /// <summary>Lets an alias name a version, and tells the bus. Naming it again changes nothing.</summary>
    /// <param name="alias">1 to 32 of a–z, 0–9, <c>-</c>, starting with a letter.</param>
    /// <param name="by">Who, for people: <c>user/alice</c>, <c>rollout/…</c>.</param>
    Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, CancellationToken cancellationToken);

    /// <summary>As the other, within a unit of work: it happens if and only if the work commits.</summary>
    Task<Result<Done>> SetAliasAsync(string model, string alias, int version, string by, DbSession session, CancellationToken cancellationToken);
}
