using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Background;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;

namespace Twinyard.Platform;

public static class PlatformServices
{
    /// <summary>Clock, ids, chance, the home directory, the database and the other nodes. Everything else in the server builds on these. Reads <c>Cluster:…</c> and <c>Backup:…</c>.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, HomeDirectory home, Database database, ServerNode node, IConfiguration configuration)
    {
        services.AddSingleton(home);
        services.AddSingleton(database);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IIdGenerator, TimeOrderedIdGenerator>();
#pragma warning disable RS0030 // The one place that hands chance out; everything else takes Random by injection.
        services.AddSingleton(Random.Shared);
#pragma warning restore RS0030
        // Not a hosted service: loops start runs that call back, so they begin only when the server listens, and end before it stops.
        services.AddSingleton<BackgroundWorkHost>();
        services.AddCluster(node, configuration);
        services.AddBackups(configuration);
        return services;
    }

    private static void AddBackups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackupOptions>()
            .Bind(configuration.GetSection(BackupOptions.Section))
            .Validate(options => options.Keep >= 1, $"{BackupOptions.Section}:{nameof(BackupOptions.Keep)} must be at least 1.")
            .ValidateOnStart();
        services.AddSingleton<BackupDesk>();
    }

    private static void AddCluster(this IServiceCollection services, ServerNode node, IConfiguration configuration)
    {
        services.AddOptions<ClusterOptions>()
            .Bind(configuration.GetSection(ClusterOptions.Section))
            .Validate(options => options.Lease >= TimeSpan.FromSeconds(3), $"{ClusterOptions.Section}:{nameof(ClusterOptions.Lease)} must be at least 3 seconds.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("platform", typeof(PlatformServices).Assembly));
        services.AddSingleton(node);
        services.AddSingleton<ElectedServices>();
        services.AddSingleton<WakeRelay>();
        if (node.IsAlone)
        {
            services.AddSingleton<IElection, LoneElection>();
            return;
        }

        services.AddSingleton<ClusterStore>();
        services.AddSingleton<ClusterElection>();
        services.AddSingleton<IElection>(provider => provider.GetRequiredService<ClusterElection>());
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<ClusterElection>());
    }
}
