using Twinyard.Access.Policies;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Sessions;

/// <summary>Acting in another role for a while.</summary>
public interface ISessions
{
    /// <summary>Whether the caller may assume the role: a person, whom its trust policy allows it and nothing of their own denies it.</summary>
    ValueTask<AccessDecision> DecideAsync(Principal caller, string role, string? externalId, CancellationToken cancellationToken);

    /// <summary>A session of the role, for a caller who may assume it.</summary>
    /// <returns>An <see cref="InvalidError"/> where the request asks for what the role does not give.</returns>
    Task<Result<AssumedRole>> StartAsync(Principal caller, string role, AssumeRoleRequest request, CancellationToken cancellationToken);

    /// <summary>Newest first, until a week after they ended.</summary>
    Task<Page<SessionInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>Counts from the next request on.</summary>
    Task<Result<Done>> RevokeAsync(string id, CancellationToken cancellationToken);
}
