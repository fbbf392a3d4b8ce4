using Twinyard.Access;

namespace Twinyard.Repositories.Proposals;

/// <summary>How a principal is written down: <c>alice</c> for a person, <c>run/…</c> or <c>device/…</c> for others.</summary>
internal static class PrincipalLabel
{
    public static string Of(Principal principal) => principal.Kind == Principal.User ? principal.Name : $"{principal.Kind}/{principal.Name}";
}
