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
    ValueTask<AccessDecision> DecideAsync(Principal principal, string action, string resource, CancellationToken cancellationToken);
}

public static class AccessEvaluatorExtensions
{
    /// <returns>A <see cref="DeniedError"/> whose message names principal, action, resource and the reason.</returns>
    public static async ValueTask<Result<Done>> RequireAsync(
        this IAccessEvaluator access, Principal principal, string action, string resource, CancellationToken cancellationToken)
    {
        var decision = await access.DecideAsync(principal, action, resource, cancellationToken);
        return decision.Allowed
            ? Done.Value
            : new DeniedError("access-denied", $"{principal} may not {action} on {resource}: {decision.Reason}", "Ask an owner to add an Allow statement to the role's policy.");
    }
}
