using Twinyard.Access.Policies;
using Twinyard.Access.Secrets;

namespace Twinyard.Access.Audit;

/// <summary>Which allowed actions are entries: all that are not known to be reads, and the read that hands out a secret.</summary>
public static class AuditedActions
{
    private static readonly string[] OtherReads = ["console:View", "repositories:Pull", "access:DescribeSecret"];

    /// <param name="action">Such as <c>buckets:GetObject</c>.</param>
    public static bool IsRead(string action) => action != SecretUse.Action && (ReadingActions.Contains(action) || OtherReads.Contains(action, StringComparer.Ordinal));
}
