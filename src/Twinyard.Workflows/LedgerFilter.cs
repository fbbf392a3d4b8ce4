namespace Twinyard.Workflows;

/// <summary>Which lines of a ledger are asked for; null asks for all.</summary>
/// <param name="From">Due then or later.</param>
/// <param name="To">Due before then.</param>
/// <param name="Outcome">Such as <c>missed</c>.</param>
public sealed record LedgerFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, string? Outcome = null)
{
    public static readonly LedgerFilter Everything = new();
}
