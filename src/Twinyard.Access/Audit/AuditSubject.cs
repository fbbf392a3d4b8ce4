namespace Twinyard.Access.Audit;

/// <summary>Who does what, from where, and why they may or may not. Texts may come from outside; they are bounded and escaped when they are kept.</summary>
/// <param name="Principal">Such as <c>user/alice</c>, or <see cref="Anonymous"/>.</param>
/// <param name="Role">With the session's name behind it where the role was assumed.</param>
/// <param name="Resource">The part after the environment.</param>
/// <param name="Request">The request's id; empty where there is none.</param>
public sealed record AuditSubject(string Principal, string Role, string Address, string Action, string Resource, string Reason, string Request)
{
    public const string Anonymous = "anonymous";

    public static AuditSubject Of(Principal principal, string action, string resource, string reason) => new(
        $"{principal.Kind}/{principal.Name}", principal.Session is { } session ? $"{principal.Role}/{session.Name}" : principal.Role, principal.Source?.Address.ToString() ?? "", action, resource, reason, principal.Source?.RequestId ?? "");

    public static AuditSubject OfNobody(RequestSource? source, string action, string resource, string reason) =>
        new(Anonymous, "", source?.Address.ToString() ?? "", action, resource, reason, source?.RequestId ?? "");
}
