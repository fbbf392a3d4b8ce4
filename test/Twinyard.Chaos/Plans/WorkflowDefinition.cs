using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Plans;

/// <summary>A workflow of the repository, and what is expected of it.</summary>
internal sealed record WorkflowDefinition(string Name, Behaviour Behaviour)
{
    /// <summary>Whether its script is a process of its own.</summary>
    public bool AsProcess { get; init; }

    /// <summary>Whether three steps, the second of them for each object, leave together what one script would.</summary>
    public bool HasSteps { get; init; }

    public string Overlap { get; init; } = "allow";

    public int Retries { get; init; }

    public string Timeout { get; init; } = "1m";

    public bool HasBackup { get; init; }

    /// <summary>Kinds of the script's events that start it.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Whether deliveries to its webhook start it.</summary>
    public bool HasWebhook { get; init; }

    /// <summary>Whether the events that runs leave start it.</summary>
    public bool IsChained { get; init; }

    public IReadOnlyList<ScheduleDefinition> Schedules { get; init; } = [];

    /// <summary>Whether a run of it that succeeds leaves something in every place.</summary>
    public bool Leaves => Behaviour is Behaviour.Write or Behaviour.Fail or Behaviour.Refused or Behaviour.Slow;

    public string Script => AsProcess ? $"{ScriptName}.sh" : ScriptName + ChaosTwin.Extension;

    /// <summary>Of backups: leaves something in every place.</summary>
    public static string BackupScript => nameof(Behaviour.Write).ToLowerInvariant() + ChaosTwin.Extension;

    private string ScriptName => Behaviour.ToString().ToLowerInvariant();
}
