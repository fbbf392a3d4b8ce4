using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Development;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Jupyter;
using Twinyard.Twins.Layers;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Power;
using Twinyard.Twins.Processes;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins;

public static class TwinsServices
{
    /// <summary>All twins. Section <c>twins</c> configures them. Needs an <see cref="ICommitSource"/>, which Repositories registers.</summary>
    public static IServiceCollection AddTwins(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TwinsOptions>().Bind(configuration.GetSection(TwinsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TwinsOptions>, TwinSettingsValidation>();
        services.AddSingleton<RefusedRuns>();
        services.AddActions(RefusedRuns.Execute);
        services.AddSingleton<MachineProbe>();
        services.AddSingleton<RunTraces>();
        services.AddSingleton(new RoomMigrations("twins", typeof(TwinsServices).Assembly));
        services.AddSingleton<TwinStateStore>();
        services.AddSingleton<TwinProbe>();
        services.AddSingleton<TwinPower>();
        services.AddSingleton<TwinUses>();
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<TwinUses>());
        services.AddSingleton<IBackgroundWork, TwinClock>();
        services.AddSingleton<LayerStore>();
        services.AddSingleton<LayerContents>();
        services.AddSingleton<PublishedLayers>();
        services.AddSingleton<ILayers>(provider => provider.GetRequiredService<PublishedLayers>());
        services.AddSingleton<IReferredKind>(provider => provider.GetRequiredService<PublishedLayers>());
        services.AddSingleton<LayerCache>();
        services.AddSingleton<RunTree>();
        services.AddSingleton<IsolationProbe>();
        services.AddSingleton<EgressGates>();
        services.AddSingleton<Confinement>();
        services.AddSingleton<ProcessTwin>();
        services.AddSingleton(provider => new PythonSearch(Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin", provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<KernelSessions>();
        services.AddSingleton<NotebookTwin>();
        services.AddSingleton<TerminalTwin>();
        services.AddSingleton<JupyterTwin>();
        services.AddSingleton<ITwin, TwinSwitch>();
        services.AddSingleton<DevelopmentExecutor>();
        services.AddSingleton<DevelopmentRuns>();
        services.AddSingleton<PersonalTwins>();
        services.AddHttpForwarder();
        services.AddSingleton<WorkspaceProxy>();
        services.AddSingleton<IBackgroundWork, KernelExpiry>();
        services.AddSingleton<IStartupWork, RunsFolderCleaning>();
        return services;
    }
}
