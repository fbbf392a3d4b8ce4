using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Policies;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.WebConsole.Access;

/// <summary>What whoever sits at this tab may see and do, asked anew each time: a changed policy takes effect at once.</summary>
internal sealed class ConsoleAccess(CircuitPrincipal circuit, IAccessEvaluator evaluator, ITokens tokens, IAuditTrail audit)
{
    public const string ViewAction = "console:View";
    public const string EveryPage = "console:page/*";

    public Principal Principal => circuit.Value;

    public async Task<bool> MayAsync(RequiredAction required, CancellationToken cancellationToken) =>
        (await evaluator.DecideAsync(Principal, required.Action, required.Resource, cancellationToken)).Allowed;

    /// <returns>Null when allowed, otherwise the refusal with its reason. A tab stays open when its sign-in has ended, and then may nothing more.</returns>
    public async Task<Error?> RefusalAsync(RequiredAction required, CancellationToken cancellationToken) =>
        (await tokens.CheckAsync(Principal, cancellationToken)).Error ?? (await evaluator.RequireAsync(Principal, required.Action, required.Resource, cancellationToken)).Error;

    /// <summary>Does something for the reader if they may, as an entry of the audit trail, and says what came of it.</summary>
    public async Task<Result<T>> DoAsync<T>(RequiredAction required, Func<Principal, Task<Result<T>>> action, CancellationToken cancellationToken)
    {
        if (await tokens.CheckAsync(Principal, cancellationToken) is { IsOk: false } ended)
        {
            return ended.Error;
        }

        var decision = await evaluator.DecideAsync(Principal, required.Action, required.Resource, cancellationToken);
        return decision.Allowed
            ? await audit.DoAsync(Principal, required.Action, required.Resource, decision.Reason, _ => action(Principal), cancellationToken)
            : evaluator.Refuse(Principal, required.Action, required.Resource, decision);
    }
}
