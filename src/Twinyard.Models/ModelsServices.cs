using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Models.Checks;
using Twinyard.Models.Drift;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Lineage;
using Twinyard.Models.Registry;
using Twinyard.Models.Runs;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Models;

public static class ModelsServices
{
    /// <summary>Registry, evaluations, drift monitoring and lineage. Reads <c>models:…</c>.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModelsOptions>()
            .Bind(configuration.GetSection(ModelsOptions.Section))
            .Validate(options => options.DriftInterval > TimeSpan.Zero, $"{ModelsOptions.Section}:{nameof(ModelsOptions.DriftInterval)} must be greater than zero.")
            .Validate(options => options.DriftWindow >= options.DriftMinimumRows && options.DriftMinimumRows > 0, $"{ModelsOptions.Section}:{nameof(ModelsOptions.DriftMinimumRows)} must be from 1 to {nameof(ModelsOptions.DriftWindow)}.")
            .Validate(options => options.DriftMinimumColumns > 0, $"{ModelsOptions.Section}:{nameof(ModelsOptions.DriftMinimumColumns)} must be greater than 0.")
            .Validate(options => options.DriftSeriesCorrelation is >= 0 and <= 1, $"{ModelsOptions.Section}:{nameof(ModelsOptions.DriftSeriesCorrelation)} must be from 0 to 1.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("models", typeof(ModelsServices).Assembly));
        services.AddSingleton<VersionStore>();
        services.AddSingleton<AliasStore>();
        services.AddSingleton<ModelEvents>();
        services.AddSingleton<IModelRegistry, ModelRegistry>();
        services.AddSingleton<VersionRegistrar>();
        services.AddSingleton<IRunOutput, ModelOutput>();
        services.AddSingleton<EvaluationStore>();
        services.AddSingleton<IEvaluations, EvaluationReports>();
        services.AddSingleton<IModelGate, ModelGate>();
        services.AddSingleton<IRunOutput, EvaluationOutput>();
        services.AddActions(ModelOutput.Register, ModelOutput.SetAlias, EvaluationOutput.Put, CheckedBundles.Get, CheckedData.Get);
        services.AddSingleton<DriftStore>();
        services.AddSingleton<IDriftReports, DriftReports>();
        services.AddSingleton<DriftRecorder>();
        services.AddSingleton<ChampionProfiles>();
        services.AddSingleton<DriftWindowReader>();
        services.AddSingleton<IBackgroundWork, DriftMonitor>();
        services.AddSingleton<CheckedBundles>();
        services.AddSingleton<CheckedData>();
        services.AddSingleton<ICheckKind, ModelGateCheck>();
        services.AddSingleton<ICheckKind, BehaviourCheck>();
        services.AddSingleton<ICheckKind, LatencyCheck>();
        services.AddSingleton<ICheckKind, SignatureCheck>();
        services.AddSingleton<ICheckKind, KnownDriftCheck>();
        services.AddSingleton<ILineage, LineageWalker>();
        services.AddSingleton<ILineageSource, ModelVersionLineage>();
        services.AddSingleton<IRunProducts, ModelProducts>();
        return services;
    }
}
