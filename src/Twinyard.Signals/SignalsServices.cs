using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Twinyard.Signals;

public static class SignalsServices
{
    /// <summary>Logs, metrics and alarms. Needs the warehouse and the event bus.</summary>
    public static IServiceCollection AddSignals(this IServiceCollection services, IConfiguration configuration) => services;
}
