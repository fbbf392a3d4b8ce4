using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Platform.Results;

namespace Twinyard.WebConsole.Access;

/// <summary>What whoever sits at this tab may see and do, asked anew each time: a changed policy takes effect at once.</summary>
internal sealed class ConsoleAccess(CircuitPrincipal circuit, IAccessEvaluator evaluator)
{
    public const string ViewAction = "console:View";
    public const string EveryPage = "console:page/*";

    public Principal Principal => circuit.Value;

    public async Task<bool> MayAsync(string action, string resource, CancellationToken cancellationToken) =>
        (await evaluator.DecideAsync(Principal, action, resource, cancellationToken)).Allowed;

    /// <returns>Null when allowed, otherwise the refusal with its reason.</returns>
    public async Task<Error?> RefusalAsync(string action, string resource, CancellationToken cancellationToken) =>
        (await evaluator.RequireAsync(Principal, action, resource, cancellationToken)).Error;
}
