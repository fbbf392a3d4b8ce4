using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Alarms;
using Twinyard.Signals.Logs;
using Twinyard.Signals.Metrics;
using Twinyard.Signals.Replays;
using Twinyard.Signals.Runs;

namespace Twinyard.Signals;

public static class SignalsServices
{
    /// <summary>Logs, metrics and alarms. Needs the warehouse and the event bus. Reads <c>Logs:…</c> and <c>Metrics:…</c>.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new RoomMigrations("signals", typeof(SignalsServices).Assembly));

        services.AddOptions<LogOptions>()
            .Bind(configuration.GetSection(LogOptions.Section))
            .Validate(options => options.MaximumStreamBytes >= 1024, "Logs:MaximumStreamBytes must be at least 1024.")
            .Validate(options => options.RetentionDays is >= 1 and <= 3650, "Logs:RetentionDays must be from 1 to 3650.")
            .ValidateOnStart();
        services.AddSingleton<ILogStreams, FileLogStreams>();
        services.AddSingleton<LogCatalog>();
        services.AddSingleton<IBackgroundWork, LogRetention>();

        services.AddOptions<MetricOptions>()
            .Bind(configuration.GetSection(MetricOptions.Section))
            .Validate(options => options.RetentionDays is >= 1 and <= 3650, "Metrics:RetentionDays must be from 1 to 3650.")
            .ValidateOnStart();
        services.AddSingleton(WarehouseMetrics.Tables);
        services.AddSingleton<WarehouseMetrics>();
        services.AddSingleton<IMetrics>(provider => provider.GetRequiredService<WarehouseMetrics>());
        services.AddSingleton<IRunOutput, MetricOutput>();
        services.AddActions(MetricOutput.Put);
        services.AddSingleton<IBackgroundWork, MetricRetention>();

        services.AddSingleton<MetricInboxStore>();
        services.AddSingleton<MetricInboxSignal>();
        services.AddSingleton<IEventConsumer, RunMetrics>();
        services.AddSingleton<IBackgroundWork, MetricInboxWork>();

        services.AddSingleton<AlarmStore>();
        services.AddSingleton<AlarmWake>();
        services.AddSingleton<IAlarms, AlarmDirectory>();
        services.AddSingleton<IResourceKind, AlarmKind>();
        services.AddSingleton<IResourceReplay, AlarmReplay>();
        services.AddSingleton<IBackgroundWork, AlarmEvaluation>();
        return services;
    }
}
