namespace Twinyard.Access.Audit;

/// <summary>Section <c>Access:Audit</c> of the configuration.</summary>
public sealed class AuditOptions
{
    public const string Section = "Access:Audit";

    /// <value>Whether reads are entries too. Default false: only what changes something, hands out a credential, or is refused.</value>
    public bool Reads { get; set; }

    /// <value>Days that entries are kept. Default 400.</value>
    public int KeepDays { get; set; } = 400;

    /// <value>Entries that are kept; older ones go first. Default 1 000 000.</value>
    public int KeepEntries { get; set; } = 1_000_000;
}
