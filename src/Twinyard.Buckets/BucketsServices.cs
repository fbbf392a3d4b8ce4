using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Buckets.Lineage;
using Twinyard.Buckets.Objects;
using Twinyard.Buckets.Runs;
using Twinyard.Buckets.Storage;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;

namespace Twinyard.Buckets;

public static class BucketsServices
{
    public static IServiceCollection AddBuckets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BucketsOptions>()
            .Bind(configuration.GetSection(BucketsOptions.Section))
            .Validate(options => options.MaximumObjectBytes > 0, $"{BucketsOptions.Section}:{nameof(BucketsOptions.MaximumObjectBytes)} must be greater than 0.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("buckets", typeof(BucketsServices).Assembly));
        services.AddSingleton(provider => new BlobFolder(provider.GetRequiredService<HomeDirectory>().Buckets, provider.GetRequiredService<IIdGenerator>()));
        services.AddSingleton<ObjectStore>();
        services.AddSingleton<StagedObjectStore>();
        services.AddSingleton<ObjectEvents>();
        services.AddSingleton<IBuckets, VersionedBuckets>();
        services.AddSingleton<IRunOutput, ObjectOutput>();
        services.AddActions(ObjectOutput.Put);
        services.AddSingleton<ILineageSource, DatasetLineage>();
        services.AddSingleton<IRunProducts, ObjectProducts>();
        return services;
    }
}
