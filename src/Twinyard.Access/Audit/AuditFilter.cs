namespace Twinyard.Access.Audit;

/// <summary>Which entries are asked for; null for any. Texts compare without regard to case, with <c>*</c> for any text.</summary>
/// <param name="Principal">Such as <c>user/alice</c>; a name alone stands for any kind.</param>
/// <param name="Since">The first moment.</param>
/// <param name="Until">The moment after the last.</param>
public sealed record AuditFilter(string? Principal, string? Action, string? Resource, string? Decision, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public static AuditFilter All { get; } = new(null, null, null, null, null, null);
}
