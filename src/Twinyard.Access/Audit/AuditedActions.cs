using Twinyard.Access.Policies;

namespace Twinyard.Access.Audit;

/// <summary>Which allowed actions are entries: all that are not known to be reads.</summary>
internal static class AuditedActions
{
    private static readonly string[] OtherReads = ["console:View", "repositories:Pull"];

    public static bool IsRead(string action) => ReadingActions.Contains(action) || OtherReads.Contains(action, StringComparer.Ordinal);
}
