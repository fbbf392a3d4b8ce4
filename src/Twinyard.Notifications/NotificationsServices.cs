using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Twinyard.Notifications;

public static class NotificationsServices
{
    /// <summary>Topics, the outbox and email. Reads <c>Smtp:…</c>.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration) => services;
}
