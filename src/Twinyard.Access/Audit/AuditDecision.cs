namespace Twinyard.Access.Audit;

/// <summary>What was decided, as entries spell it.</summary>
public static class AuditDecision
{
    public const string Allow = "allow";
    public const string Deny = "deny";
    public const string Unauthenticated = "unauthenticated";
}
