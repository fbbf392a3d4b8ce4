namespace Twinyard.Access.Policies;

public enum PolicyEffect
{
    Allow,
    Deny,
}
