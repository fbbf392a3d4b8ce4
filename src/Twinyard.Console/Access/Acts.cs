using Twinyard.Access.Http;

namespace Twinyard.WebConsole.Access;

/// <summary>What the buttons do: the actions that guard the HTTP endpoints of the same effect.</summary>
internal static class Acts
{
    public static RequiredAction StartRun(string workflow) => new("workflows:StartRun", $"workflows:workflow/{workflow}");

    public static RequiredAction CancelRun(string id) => new("workflows:CancelRun", $"workflows:run/{id}");

    public static RequiredAction ApproveProposal(string repository) => new("repositories:ApproveProposal", $"repositories:repository/{repository}");

    public static RequiredAction MergeProposal(string repository) => new("repositories:MergeProposal", $"repositories:repository/{repository}");

    public static RequiredAction CloseProposal(string repository) => new("repositories:CloseProposal", $"repositories:repository/{repository}");

    public static RequiredAction CancelRollout(string id) => new("fleet:CancelRollout", $"fleet:rollout/{id}");
}
