namespace Twinyard.Access.Policies;

/// <summary>Variables that stand in resources for something of the request.</summary>
internal static class PolicyVariables
{
    public const string PrincipalName = "${tyr:PrincipalName}";

    /// <returns>The first <c>${…</c> that is not a known variable, or null.</returns>
    public static string? FindUnknown(string resource)
    {
        for (var at = resource.IndexOf("${", StringComparison.Ordinal); at >= 0; at = resource.IndexOf("${", at + 2, StringComparison.Ordinal))
        {
            if (!resource.AsSpan(at).StartsWith(PrincipalName, StringComparison.Ordinal))
            {
                var end = resource.IndexOf('}', at);
                return end < 0 ? resource[at..] : resource[at..(end + 1)];
            }
        }

        return null;
    }
}
