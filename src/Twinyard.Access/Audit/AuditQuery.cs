using Twinyard.Platform.Time;

namespace Twinyard.Access.Audit;

/// <summary>A filter as the database compares.</summary>
internal sealed record AuditQuery(string? Principal, string? Action, string? Resource, string? Decision, long Since, long Until)
{
    public long Before { get; init; } = long.MaxValue;

    public long After { get; init; }

    public int Limit { get; init; }

    public static AuditQuery Of(AuditFilter filter) => new(
        Pattern(filter.Principal is { } name && !name.Contains('/', StringComparison.Ordinal) && name != AuditSubject.Anonymous ? $"*/{name}" : filter.Principal),
        Pattern(filter.Action),
        Pattern(filter.Resource),
        Pattern(filter.Decision),
        filter.Since?.ToUnixMicros() ?? 0,
        filter.Until?.ToUnixMicros() ?? long.MaxValue);

    private static string? Pattern(string? text) => text is null
        ? null
        : text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal).Replace('*', '%');
}
