using Microsoft.AspNetCore.Routing;
using Twinyard.Notifications.Outbox;
using Twinyard.Notifications.Topics;

namespace Twinyard.Notifications;

public static class NotificationsEndpoints
{
    public static IEndpointRouteBuilder MapNotificationsEndpoints(this IEndpointRouteBuilder routes)
    {
        TopicEndpoints.Map(routes);
        OutboxEndpoints.Map(routes);
        return routes;
    }
}
