namespace Twinyard.Access.Policies;

/// <summary>The actions that change nothing, by their names.</summary>
internal static class ReadingActions
{
    private static readonly string[] Verbs = ["Get", "List", "Query", "Next", "Test", "Explain"];

    /// <param name="action">Such as <c>buckets:GetObject</c>.</param>
    public static bool Contains(string action) =>
        action.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
        && Array.Exists(Verbs, verb => action.AsSpan(colon + 1).StartsWith(verb, StringComparison.Ordinal));
}
