namespace Twinyard.Repositories.Proposals;

/// <summary>As stored: open → merged, or open → closed.</summary>
internal static class ProposalState
{
    public const string Open = "open";
    public const string Merged = "merged";
    public const string Closed = "closed";
}
