using Twinyard.Access.Audit;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>Remembers what was refused.</summary>
internal sealed class FakeAudit : IAuditTrail
{
    public List<AuditSubject> Refused { get; } = [];

    public Task<Result<AuditedAct>> BeginAsync(AuditSubject subject, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Refuse(AuditSubject subject, AuditRefusal refusal) => Refused.Add(subject);

    public void Read(AuditSubject subject, int status) => throw new NotSupportedException();
}
