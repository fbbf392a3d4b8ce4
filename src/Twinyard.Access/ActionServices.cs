using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Policies;

namespace Twinyard.Access;

public static class ActionServices
{
    /// <summary>What a room decides on besides its endpoints, for the reference of actions.</summary>
    public static IServiceCollection AddActions(this IServiceCollection services, params IEnumerable<DeclaredAction> actions)
    {
        foreach (var action in actions)
        {
            services.AddSingleton(action);
        }

        return services;
    }
}
