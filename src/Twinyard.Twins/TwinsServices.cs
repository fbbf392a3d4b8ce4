using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Background;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins;

public static class TwinsServices
{
    /// <summary>The process twin. Needs an <see cref="ICommitSource"/>, which Repositories registers.</summary>
    public static IServiceCollection AddTwins(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TwinsOptions>().Bind(configuration.GetSection(TwinsOptions.Section));
        services.AddSingleton<ITwin, ProcessTwin>();
        services.AddSingleton<IStartupWork, RunsFolderCleaning>();
        return services;
    }
}
