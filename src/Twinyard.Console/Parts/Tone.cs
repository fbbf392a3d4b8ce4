namespace Twinyard.WebConsole.Parts;

/// <summary>How a state looks: good, under way, noteworthy, bad, or merely there.</summary>
internal static class Tone
{
    public const string Good = "good";
    public const string Busy = "busy";
    public const string Watch = "watch";
    public const string Bad = "bad";
    public const string Quiet = "quiet";

    /// <summary>The tone of any room's state, by its kebab-case word.</summary>
    public static string Of(string state) => state switch
    {
        "succeeded" or "passed" or "ran" or "ok" or "merged" or "completed" or "connected" or "online" or "approved" or "sent"
            or "applied" or "active" or "released" or "allow" or "match" => Good,
        "running" or "queued" or "pending" or "claimed" or "starting" or "checking" or "in-progress" or "open" or "due"
            or "sending" or "waiting" or "created" or "committing" => Busy,
        "skipped" or "missed" or "superseded" or "timed-out" or "insufficient-data" or "drifted" or "retrying" or "halted" or "no-match" or "lost" => Watch,
        "failed" or "alarm" or "rejected" or "dead" or "error" or "deny" or "invalid" => Bad,
        _ => Quiet,
    };
}
