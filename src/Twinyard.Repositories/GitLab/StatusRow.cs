using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.GitLab;

/// <summary>A check whose state GitLab does not know yet.</summary>
internal sealed class StatusRow
{
    private const int LongestDescription = 255;

    public string Repository { get; init; } = "";

    public string CheckId { get; init; } = "";

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public string Error { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Head { get; init; } = "";

    public long ProposalId { get; init; }

    public long Attempts { get; init; }

    /// <summary>In GitLab's words ("Commits API", "Set the pipeline status of a commit").</summary>
    public string GitLabState => State switch
    {
        CheckState.Passed => "success",
        CheckState.Failed => "failed",
        CheckState.Cancelled => "canceled",
        CheckState.Running => "running",
        _ => "pending",
    };

    public string Description
    {
        get
        {
            var text = (Error.Length > 0 ? Error : Detail).ReplaceLineEndings(" ");
            return text.Length > LongestDescription ? text[..(LongestDescription - 1)] + "…" : text;
        }
    }
}
