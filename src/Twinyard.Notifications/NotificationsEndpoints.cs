using Microsoft.AspNetCore.Routing;

namespace Twinyard.Notifications;

public static class NotificationsEndpoints
{
    public static IEndpointRouteBuilder MapNotificationsEndpoints(this IEndpointRouteBuilder routes) => routes;
}
