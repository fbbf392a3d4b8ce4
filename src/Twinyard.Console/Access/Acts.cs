using Twinyard.Access.Http;

namespace Twinyard.WebConsole.Access;

/// <summary>What the buttons do: the actions that guard the HTTP endpoints of the same effect.</summary>
internal static class Acts
{
    public static RequiredAction StartRun(string workflow) => new("workflows:StartRun", $"workflows:workflow/{workflow}");

    public static RequiredAction CancelRun(string id) => new("workflows:CancelRun", $"workflows:run/{id}");

    public static RequiredAction ResumeRun(string id) => new("workflows:ResumeRun", $"workflows:run/{id}");

    public static RequiredAction ApproveProposal(long id) => new("repositories:ApproveProposal", $"repositories:proposal/{id}");

    public static RequiredAction MergeProposal(long id) => new("repositories:MergeProposal", $"repositories:proposal/{id}");

    public static RequiredAction CloseProposal(long id) => new("repositories:CloseProposal", $"repositories:proposal/{id}");

    public static RequiredAction RedriveDeadLetter { get; } = new("events:RedriveDeadLetter", "events:bus/default");

    public static RequiredAction CancelReplay(string name) => new("events:CancelReplay", $"events:replay/{name}");

    public static RequiredAction CancelRollout(string id) => new("fleet:CancelRollout", $"fleet:rollout/{id}");
}
