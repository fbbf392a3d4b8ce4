using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Placement;

/// <summary>What became of an occurrence, as stored.</summary>
internal static class Outcomes
{
    public const string Pending = "pending";
    public const string Ran = "ran";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Skipped = "skipped";
    public const string Missed = "missed";
    public const string Superseded = "superseded";

    private static readonly string[] All = [Pending, Ran, Failed, Cancelled, Skipped, Missed, Superseded];

    /// <returns>Null for a word that is an outcome.</returns>
    public static InvalidError? Unknown(string outcome) => All.Contains(outcome)
        ? null
        : new InvalidError("outcome-unknown", $"'{outcome}' is not an outcome.{Suggestion.For(outcome, All)}", $"Use one of {string.Join(", ", All)}.");
}
