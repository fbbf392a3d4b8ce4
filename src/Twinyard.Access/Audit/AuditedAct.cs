namespace Twinyard.Access.Audit;

/// <summary>Something that is being done, from <see cref="IAuditTrail.BeginAsync"/> to its end.</summary>
public sealed class AuditedAct
{
    private readonly AuditTrail _trail;
    private readonly AuditRecord _record;
    private AuditSubject _subject;
    private string _decision = AuditDecision.Allow;
    private string _detail = "";
    private int _completed;

    internal AuditedAct(AuditTrail trail, AuditRecord record, AuditSubject subject)
    {
        _trail = trail;
        _record = record;
        _subject = subject;
    }

    /// <summary>Says what it is about more exactly than was known before, such as the id of what was made.</summary>
    public void Name(string resource, string detail = "")
    {
        _subject = _subject with { Resource = resource };
        _detail = detail;
    }

    /// <summary>Says who does it, where that came out only while it was done.</summary>
    public void ActedBy(Principal principal) =>
        _subject = AuditSubject.Of(principal, _subject.Action, _subject.Resource, _subject.Reason) with { Address = _subject.Address, Request = _subject.Request };

    /// <summary>Says what was decided, where that is done only after it has begun.</summary>
    /// <param name="decision">One of <see cref="AuditDecision"/>.</param>
    public void Decide(string decision, string reason) => (_decision, _subject) = (decision, _subject with { Reason = reason });

    /// <summary>Only the first call counts.</summary>
    /// <param name="outcome">One of <see cref="AuditOutcome"/>.</param>
    /// <param name="status">The HTTP status; 0 where there was no HTTP request.</param>
    public void Complete(string outcome, int status)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 1)
        {
            return;
        }

        var ended = _record with
        {
            Principal = AuditText.Clean(_subject.Principal),
            Role = AuditText.Clean(_subject.Role),
            Resource = AuditText.Clean(_subject.Resource),
            Detail = AuditText.Clean(_detail),
            Decision = _decision,
            Reason = AuditText.Clean(_subject.Reason),
            Outcome = outcome,
            Status = status,
            IsOpen = true,
        };
        _trail.End(ended, _subject, isNobodyRefused: _subject.Principal == AuditSubject.Anonymous && status is >= 400 and < 500);
    }
}
