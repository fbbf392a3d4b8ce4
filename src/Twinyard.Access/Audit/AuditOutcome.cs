namespace Twinyard.Access.Audit;

/// <summary>What became of it, as entries spell it.</summary>
public static class AuditOutcome
{
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Refused = "refused";
    public const string Unknown = "unknown";

    /// <param name="status">Of HTTP.</param>
    public static string Of(int status) => status switch
    {
        401 or 403 => Refused,
        >= 400 => Failed,
        _ => Done,
    };
}
