namespace Twinyard.Access.Policies;

public enum PolicyKind
{
    /// <summary>Belongs to a principal: a role's policy, a permission boundary, a session's policy. It has no <c>Principal</c>.</summary>
    Identity,

    /// <summary>Belongs to a resource, and says whom it lets in: a resource policy, a role's trust policy. It has a <c>Principal</c>, and may leave <c>Resource</c> out.</summary>
    Resource,
}
