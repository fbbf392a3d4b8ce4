using Twinyard.Access.Policies.Requests;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

/// <summary>
/// The one place that decides. Default deny; an explicit deny anywhere wins; <c>*</c> and <c>?</c> in actions (case-insensitive)
/// and resources (case-sensitive); conditions and variables ask for the keys of <c>docs/reference/access.md</c>.
/// </summary>
public interface IAccessEvaluator
{
    /// <param name="action">Such as <c>workflows:StartRun</c>.</param>
    /// <param name="resource">The part after the environment, such as <c>workflows:workflow/evaluate</c>.</param>
    ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken) =>
        DecideAsync(principal, action, resource, GivenContext.Empty, cancellationToken);

    /// <summary>As the other, for what has keys of its own for conditions and variables.</summary>
    /// <param name="given">The keys that this action has besides those that every request has.</param>
    ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, IAccessContext given, CancellationToken cancellationToken);

    /// <summary>Decides on what is about to be done; a refusal goes to the audit trail.</summary>
    /// <returns>A <see cref="DeniedError"/> whose message names principal, action, resource and the reason.</returns>
    async ValueTask<Result<Done>> RequireAsync(Principal principal, string action, string resource, CancellationToken cancellationToken)
    {
        var decision = await DecideAsync(principal, action, resource, cancellationToken);
        return decision.Allowed ? Done.Value : Refuse(principal, action, resource, decision);
    }

    /// <summary>The second half of <see cref="RequireAsync"/>, for whoever needs the reason of a yes too.</summary>
    /// <param name="decision">A no.</param>
    DeniedError Refuse(Principal principal, string action, string resource, AccessDecision decision) => decision.ToError(principal, action, resource);
}
