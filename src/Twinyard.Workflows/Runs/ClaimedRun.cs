using System.Globalization;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Time;
using Twinyard.Twins;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Runs;

/// <summary>A run that this server executes: its row, what its manifest says in the run's commit, and what triggered it.</summary>
internal sealed record ClaimedRun(RunRow Row, WorkflowSpecification Specification, string? EventJson, string? InputJson)
{
    /// <summary>The token of this attempt's session; null for an attempt that is not to be executed here.</summary>
    public string? Token { get; init; }

    /// <summary>What this attempt executed on and left, as JSON; null until its script has ended.</summary>
    public string? Record { get; init; }

    /// <summary>What this attempt was given of <see cref="SecretUses"/>.</summary>
    public RunSecrets Secrets { get; init; } = RunSecrets.None;

    public string Id => Row.Id;

    /// <summary>When its occurrence was due, in Unix microseconds; null where the run is not to be executed.</summary>
    public long? DueAt { get; init; }

    public bool IsBackfill { get; init; }

    /// <summary>False for a backup, which is one script, and one that a person has resumed: its occurrence had its backup.</summary>
    public bool MayHaveBackup => Row.BackupOf is null && Row.ResumedFrom is null;

    public bool HasSteps => !IsBackup && Specification.Run.Steps is not null;

    public bool IsBackup => Row.BackupOf is not null;

    /// <exception cref="InvalidOperationException">A backup run of a version without a backup.</exception>
    public string Script => IsBackup
        ? Specification.Backup?.Script ?? throw new InvalidOperationException($"Run {Id} is a backup, but {Row.Workflow} has none in commit {Row.CommitId}.")
        : Specification.Run.Script;

    /// <summary>The secrets of all that it executes.</summary>
    public IReadOnlyCollection<SecretUse> SecretUses => IsBackup ? Specification.Backup?.Secrets ?? []
        : Specification.Run.Steps is { } steps ? steps.SelectMany(step => step.Secrets ?? []).ToHashSet()
        : Specification.Run.Secrets ?? [];

    public int MaximumAttempts => IsBackup ? 1 : 1 + Specification.Run.Retries;

    /// <summary>The run that stands in for this failed one: same occurrence, same commit.</summary>
    public NewRun BackupRun(string id, long now) => new(id, Row.Workflow, Row.OccurrenceId, Row.TriggerKind, Row.CommitId, Row.Exclusive, Row.Concurrency, now, Row.Id);

    public bool MayRetry(string state) => state != RunStates.Cancelled && Row.Attempt < MaximumAttempts;

    /// <summary>One execution of a step.</summary>
    /// <exception cref="InvalidOperationException">The run was not claimed to be executed.</exception>
    public TwinRun ToStepRun(StepUnit unit, string inputJson, string outputFolder, string artifactFolder)
    {
        var step = unit.Step;
        var run = ToTwinRun(Token ?? throw new InvalidOperationException($"Run {Id} was not claimed to be executed."), outputFolder, artifactFolder, null);
        var variables = new Dictionary<string, string>(run.Variables, StringComparer.Ordinal)
        {
            ["TWINYARD_STEP"] = step.Name,
            ["TWINYARD_STEP_ATTEMPT"] = unit.Row.Attempts.ToString(CultureInfo.InvariantCulture),
        };
        if (step.IsFanOut)
        {
            variables["TWINYARD_STEP_ITEM"] = unit.Row.Item.ToString(CultureInfo.InvariantCulture);
        }

        return run with
        {
            Script = step.Script,
            InputJson = inputJson,
            LogPrefix = StepLog.Prefix(unit.Label),
            Timeout = step.Timeout,
            Limits = step.Limits?.ToRunLimits() ?? RunLimits.None,
            Secrets = Secrets.Only(step.Secrets ?? []),
            Twin = step.Twin,
            CellTimeout = step.CellTimeoutMilliseconds is { } limit ? TimeSpan.FromMilliseconds(limit) : null,
            ReportTitle = Specification.ReportNotebook ? $"{Row.Workflow}: {step.Script}{(step.IsFanOut ? $" [{unit.Row.Item}]" : "")}" : null,
            Variables = variables,
        };
    }

    /// <param name="artifactFolder">Where evidence of this attempt is kept.</param>
    /// <param name="failedRunLog">The log of the run that this one stands in for, as a file.</param>
    public TwinRun ToTwinRun(string token, string outputFolder, string artifactFolder, string? failedRunLog)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TWINYARD_WORKFLOW"] = Row.Workflow,
            ["TWINYARD_COMMIT"] = Row.CommitId,
            ["TWINYARD_ATTEMPT"] = Row.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        if (DueAt is { } due)
        {
            variables["TWINYARD_DUE_AT"] = UnixMicros.FromUnixMicros(due).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        }

        if (IsBackfill)
        {
            variables["TWINYARD_BACKFILL"] = "1";
        }

        if (Row.BackupOf is { } failed)
        {
            variables["TWINYARD_FAILED_RUN"] = failed;
        }

        return new TwinRun
        {
            RunId = Id,
            LogStream = RunLog.StreamOf(Id),
            Commit = Row.CommitId,
            MustBeDeployed = true,
            Folder = $"workflows/{Row.Workflow}",
            Script = Script,
            Token = token,
            EventJson = EventJson ?? "{}",
            InputJson = InputJson ?? "{}",
            OutputFolder = outputFolder,
            Timeout = Specification.Run.Timeout,
            Limits = Specification.Run.Limits?.ToRunLimits() ?? RunLimits.None,
            Egress = Specification.Run.Egress,
            Layers = Specification.Run.Layers ?? [],
            Secrets = Secrets,
            Twin = Specification.Run.Twin,
            CellTimeout = Specification.Run.CellTimeoutMilliseconds is { } limit ? TimeSpan.FromMilliseconds(limit) : null,
            ArtifactFolder = artifactFolder,
            ReportTitle = Specification.ReportNotebook && !IsBackup ? $"{Row.Workflow}: {Script}" : null,
            ScriptCache = TwinRun.CacheOfWorkflow(Row.Workflow),
            FailedRunLog = failedRunLog,
            Variables = variables,
        };
    }
}
