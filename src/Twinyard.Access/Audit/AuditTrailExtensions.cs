using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

public static class AuditTrailExtensions
{
    /// <summary>Does something allowed outside an HTTP request, with its entry where it is no read.</summary>
    /// <param name="reason">Why it is allowed.</param>
    /// <param name="work">Given its entry, or null for a read.</param>
    public static async Task<Result<T>> DoAsync<T>(
        this IAuditTrail trail, Principal principal, string action, string resource, string reason, Func<AuditedAct?, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        var subject = AuditSubject.Of(principal, action, resource, reason);
        if (AuditedActions.IsRead(action))
        {
            var read = await work(null);
            trail.Read(subject, read.IsOk ? 0 : ProblemResults.StatusOf(read.Error));
            return read;
        }

        var begun = await trail.BeginAsync(subject, cancellationToken);
        if (!begun.IsOk)
        {
            return begun.Error;
        }

        try
        {
            var result = await work(begun.Value);
            begun.Value.Complete(result.IsOk ? AuditOutcome.Done : AuditOutcome.Of(ProblemResults.StatusOf(result.Error)), 0);
            return result;
        }
        finally
        {
            // What was thrown goes on; the first call counts.
            begun.Value.Complete(AuditOutcome.Failed, 0);
        }
    }
}
