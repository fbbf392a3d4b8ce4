using System.Net;
using Twinyard.Access.Audit;

namespace Twinyard.Access.Tests.Audit;

internal static class AuditSubjects
{
    public static readonly Principal Alice = new(Principal.User, "alice", "owner")
    {
        Source = new RequestSource(IPAddress.Parse("192.0.2.7"), false) { RequestId = "r-1" },
    };

    public static AuditSubject Put(string thing) => AuditSubject.Of(Alice, "things:Put", $"things:thing/{thing}", "statement 1 of role owner allows it.");

    public static async Task DoAsync(this IAuditTrail trail, AuditSubject subject)
    {
        var begun = await trail.BeginAsync(subject, CancellationToken.None);
        begun.Value.Complete(AuditOutcome.Done, 200);
    }
}
