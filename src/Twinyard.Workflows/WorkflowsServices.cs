using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Access.Tokens;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Development;
using Twinyard.Twins.Layers;
using Twinyard.Workflows.Artifacts;
using Twinyard.Workflows.Backfill;
using Twinyard.Workflows.Checks;
using Twinyard.Workflows.Deploy;
using Twinyard.Workflows.EventTriggers;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Lateness;
using Twinyard.Workflows.Lineage;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Records;
using Twinyard.Workflows.Replays;
using Twinyard.Workflows.Reproductions;
using Twinyard.Workflows.Restored;
using Twinyard.Workflows.Runs;
using Twinyard.Workflows.Steps;
using Twinyard.Workflows.Ticks;
using Twinyard.Workflows.Webhooks;

namespace Twinyard.Workflows;

public static class WorkflowsServices
{
    /// <summary>Section <c>workflows</c> configures it. Needs a twin, roles, secrets, the bus, log streams and the server's address.</summary>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkflowsOptions>()
            .Bind(configuration.GetSection(WorkflowsOptions.Section))
            .Validate(options => options.MaximumConcurrentRuns >= 1, $"{WorkflowsOptions.Section}:maximumConcurrentRuns must be at least 1.")
            .Validate(options => options.MaximumTwinRuns is null or >= 1, $"{WorkflowsOptions.Section}:maximumTwinRuns must be at least 1.")
            .Validate(options => options.MaximumWaitingRuns >= 1, $"{WorkflowsOptions.Section}:maximumWaitingRuns must be at least 1.")
            .Validate(options => options.Lease >= TimeSpan.FromSeconds(6), $"{WorkflowsOptions.Section}:lease must be at least 6 seconds.")
            .Validate(options => options.KeepSteps >= TimeSpan.Zero, $"{WorkflowsOptions.Section}:keepSteps must not be negative.")
            .Validate(options => options.KeepStepsBytes >= 0, $"{WorkflowsOptions.Section}:keepStepsBytes must not be negative.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("workflows", typeof(WorkflowsServices).Assembly));

        services.AddSingleton<PlacementStore>();
        services.AddSingleton<DeployedWorkflows>();
        services.AddSingleton<WaitingEstimates>();
        services.AddSingleton<OccurrencePlacement>();
        services.AddSingleton<StartGroup>();
        services.AddSingleton<DeployStore>();
        services.AddSingleton<IResourceKind, WorkflowKind>();
        services.AddSingleton<ILayerUse, LayerUse>();
        services.AddSingleton<ISecretUsers, DeployedSecretUse>();
        services.AddSingleton<IScriptManifests, ScriptManifests>();

        services.AddSingleton<TriggerStore>();
        services.AddSingleton<TickSignal>();
        services.AddSingleton<ScheduleClosing>();
        services.AddSingleton<IBackgroundWork, Ticker>();
        services.AddSingleton<BackfillStore>();
        services.AddSingleton<BackfillSignal>();
        services.AddSingleton<ScheduleBackfill>();
        services.AddSingleton<IBackgroundWork, BackfillFeeder>();
        services.AddSingleton<LatenessStore>();
        services.AddSingleton<ExpectationCache>();
        services.AddSingleton<LatenessEvents>();
        services.AddSingleton<IBackgroundWork, LatenessWatch>();
        services.AddSingleton<WebhookSecretStore>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<IPlainValues>(provider => provider.GetRequiredService<WebhookSecrets>());
        services.AddSingleton<WebhookDesk>();
        services.AddSingleton<ChainStore>();
        services.AddSingleton<EventOccurrences>();
        services.AddSingleton<EventTriggerCache>();
        services.AddSingleton<IEventConsumer, EventTriggerConsumer>();

        services.AddSingleton<RunStore>();
        services.AddSingleton<OccurrenceStore>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<RunQueueSignal>();
        services.AddSingleton<ActiveRuns>();
        services.AddSingleton<RunEvents>();
        services.AddSingleton<CancelSignal>();
        services.AddSingleton<RunCancellation>();
        services.AddSingleton<BackupStarter>();
        services.AddSingleton<RunSuccessStore>();
        services.AddSingleton<RunSuccesses>();
        services.AddSingleton<RunClaims>();
        services.AddSingleton<RunSessions>();
        services.AddSingleton<ISessionSource>(provider => provider.GetRequiredService<RunSessions>());
        services.AddSingleton<RunJournal>();

        services.AddSingleton<RecordedReads>();
        services.AddSingleton<RunReads>();
        services.AddSingleton<IRunReads>(provider => provider.GetRequiredService<RunReads>());
        services.AddSingleton<IBackgroundWork, RunReadWriter>();
        services.AddSingleton<MachineStore>();
        services.AddSingleton<AttemptRecords>();
        services.AddSingleton<RunRecordStore>();
        services.AddSingleton<RunRecordReader>();
        services.AddSingleton<ReproducibleRuns>();
        services.AddSingleton<ReproductionSessions>();
        services.AddSingleton<ISessionSource>(provider => provider.GetRequiredService<ReproductionSessions>());
        services.AddSingleton<ReproductionExecutor>();
        services.AddSingleton<RunReproductions>();
        services.AddSingleton<RetryDelay>();
        services.AddSingleton<StepStore>();
        services.AddSingleton<StepLedger>();
        services.AddSingleton(services => new StepFolders(services.GetRequiredService<HomeDirectory>().Steps));
        services.AddSingleton<StepScript>();
        services.AddSingleton<StepsExecutor>();
        services.AddSingleton<RunResumer>();
        services.AddSingleton<IBackgroundWork, StepFolderSweep>();

        services.AddSingleton<RunLog>();
        services.AddSingleton<RunArtifacts>();
        services.AddSingleton<ArtifactStore>();
        services.AddSingleton<IBackgroundWork, ArtifactRetention>();
        services.AddSingleton<OutputCommit>();
        services.AddSingleton<TwinWaiting>();
        services.AddSingleton<RunExecutor>();
        // Before the folders of what it ends are removed.
        services.AddSingleton<IStartupWork, RestoredRuns>();
        services.AddSingleton<IStartupWork, OutputsFolderCleaning>();
        services.AddSingleton<IBackgroundWork, RunInvoker>();
        services.AddSingleton<IBackgroundWork, LeaseKeeper>();
        services.AddSingleton<IBackgroundWork, RunRecovery>();

        services.AddSingleton<ReplayedEvents>();
        services.AddSingleton<ReplayedLedgerStore>();
        services.AddSingleton<IResourceReplay, WorkflowReplay>();

        services.AddSingleton<ICheckKind, ScheduleDryRun>();
        services.AddSingleton<ICheckKind, EventDryRun>();
        services.AddActions(EventDryRun.List);

        services.AddSingleton<WorkflowReadStore>();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<RunReadStore>();
        services.AddSingleton<WorkflowReader>();
        services.AddSingleton<IWorkflows, WorkflowService>();
        services.AddSingleton<ILineageSource, RunLineage>();
        return services;
    }
}
