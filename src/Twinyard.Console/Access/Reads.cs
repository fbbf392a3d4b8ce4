using Twinyard.Access.Http;

namespace Twinyard.WebConsole.Access;

/// <summary>What each page's reader must be allowed to do: the actions that guard the HTTP endpoints of the same content.</summary>
internal static class Reads
{
    public static RequiredAction Console { get; } = new(ConsoleAccess.ViewAction, ConsoleAccess.EveryPage);

    public static RequiredAction Workflows { get; } = new("workflows:ListWorkflows", "workflows:workflow/*");

    public static RequiredAction Runs { get; } = new("workflows:ListRuns", "workflows:run/*");

    public static RequiredAction Repositories { get; } = new("repositories:ListRepositories", "repositories:repository/*");

    public static RequiredAction Proposals { get; } = new("repositories:ListProposals", "repositories:proposal/*");

    public static RequiredAction Deployments { get; } = new("repositories:ListDeployments", "repositories:deployment/*");

    public static RequiredAction Devices { get; } = new("fleet:ListDevices", "fleet:device/*");

    public static RequiredAction FleetStatus { get; } = new("fleet:GetStatus", "fleet:status");

    public static RequiredAction Rollouts { get; } = new("fleet:ListRollouts", "fleet:rollout/*");

    public static RequiredAction Alarms { get; } = new("signals:ListAlarms", "signals:alarm/*");

    public static RequiredAction Metrics { get; } = new("signals:ListMetrics", "signals:metric/*");

    public static RequiredAction MetricValues { get; } = new("signals:QueryMetrics", "signals:metric/*");

    public static RequiredAction Topics { get; } = new("notifications:ListTopics", "notifications:topic/*");

    public static RequiredAction Outbox { get; } = new("notifications:ListMessages", "notifications:message/*");

    public static RequiredAction Events { get; } = new("events:ListEvents", "events:bus/default");

    public static RequiredAction Buckets { get; } = new("buckets:ListBuckets", "buckets:bucket/*");

    public static RequiredAction Tables { get; } = new("warehouse:ListTables", "warehouse:table/*");

    public static RequiredAction Query { get; } = new("warehouse:Query", "warehouse:database/main");

    public static RequiredAction Roles { get; } = new("access:ListRoles", "access:role/*");

    public static RequiredAction Models { get; } = new("models:ListModels", "models:model/*");

    public static RequiredAction DeadLetters { get; } = new("events:ListDeadLetters", "events:bus/default");

    public static RequiredAction Replays { get; } = new("events:ListReplays", "events:replay/*");

    public static RequiredAction Consumers { get; } = new("events:ListConsumers", "events:bus/default");

    public static RequiredAction TestPattern { get; } = new("events:TestPattern", "events:bus/default");

    public static RequiredAction Audit { get; } = new("access:ListAudit", "access:audit/*");

    public static RequiredAction Tokens { get; } = new("access:ListTokens", "access:token/*");

    public static RequiredAction Explain { get; } = new("access:Explain", "access:role/*");

    public static RequiredAction Ledger(string workflow) => new("workflows:GetLedger", $"workflows:workflow/{workflow}");

    public static RequiredAction Workflow(string name) => new("workflows:GetWorkflow", $"workflows:workflow/{name}");

    public static RequiredAction Run(string id) => new("workflows:GetRun", $"workflows:run/{id}");

    public static RequiredAction Log(string stream) => new("signals:GetLogs", $"signals:log/{stream}");

    public static RequiredAction RunLog(string id) => new("workflows:GetRunLogs", $"workflows:run/{id}");

    public static RequiredAction Repository(string name) => new("repositories:GetRepository", $"repositories:repository/{name}");

    public static RequiredAction RunArtifacts(string id) => new("workflows:GetRunArtifacts", $"workflows:run/{id}");

    public static RequiredAction Proposal(long id) => new("repositories:GetProposal", $"repositories:proposal/{id}");

    public static RequiredAction Device(string id) => new("fleet:GetDevice", $"fleet:device/{id}");

    public static RequiredAction Rollout(string id) => new("fleet:GetRollout", $"fleet:rollout/{id}");

    public static RequiredAction Alarm(string name) => new("signals:GetAlarm", $"signals:alarm/{name}");

    public static RequiredAction Message(string id) => new("notifications:GetMessage", $"notifications:message/{id}");

    public static RequiredAction Bucket(string name) => new("buckets:ListObjects", $"buckets:bucket/{name}");

    public static RequiredAction CheckLog(long id) => new("repositories:GetProposal", $"repositories:proposal/{id}");

    public static RequiredAction Lineage(string kind, string id) => new("models:GetLineage", $"models:lineage/{kind}/{id}");

    public static RequiredAction Evaluations(string model) => new("models:ListEvaluations", $"models:model/{model}");

    public static RequiredAction Drift(string model) => new("models:GetDrift", $"models:model/{model}");

    public static RequiredAction Model(string name) => new("models:GetModel", $"models:model/{name}");
}
