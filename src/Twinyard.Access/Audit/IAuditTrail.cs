using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

/// <summary>Where it is written down who did what, and what was refused.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Writes down that something allowed is about to be done. Durable when it returns: where the server ends before <see cref="AuditedAct.Complete"/>, the entry says that the
    /// outcome is unknown.
    /// </summary>
    /// <returns>A <see cref="FailedError"/> where it cannot be written; then it must not be done.</returns>
    Task<Result<AuditedAct>> BeginAsync(AuditSubject subject, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that something was refused. The first of its kind is an entry of its own; equal ones of the same minute are counted in a second one. Written in the background: a
    /// server that is killed loses what was refused in its last moment.
    /// </summary>
    void Refuse(AuditSubject subject, AuditRefusal refusal);

    /// <summary>Notes a read that was allowed; kept only where reads are recorded.</summary>
    void Read(AuditSubject subject, int status);
}

/// <param name="Decision"><see cref="AuditDecision.Deny"/> or <see cref="AuditDecision.Unauthenticated"/>.</param>
/// <param name="Status">The HTTP status; 0 where there was no HTTP request.</param>
/// <param name="Kind">What makes refusals of one address equal, such as an error's code; null for all of the subject.</param>
public readonly record struct AuditRefusal(string Decision, int Status, string? Kind = null);
