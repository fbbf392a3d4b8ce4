using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Twinyard.Access.Http;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>Where the other nodes bring their work: one WebSocket a user's query or unit of work.</summary>
internal static class SessionEndpoint
{
    public const string Path = "/api/v1/warehouse/sessions";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, routes.CreateApplicationBuilder().UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }).Use(Last).Build())
            .RequireAction("warehouse:OpenSession", "warehouse:database/main");

    private static RequestDelegate Last(RequestDelegate next) => ServeAsync;

    private static async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            var error = new InvalidError("websocket-needed", "Sessions on the warehouse are WebSockets, which the nodes of a cluster open among themselves.", "Query with POST /api/v1/warehouse/query.");
            await error.ToProblem().ExecuteAsync(context);
            return;
        }

        var services = context.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        using var socket = new FrameSocket(await context.WebSockets.AcceptWebSocketAsync(), time);
        var session = new ServedSession(socket, services.GetRequiredService<DuckDbFile>(), services.GetRequiredService<DuckDbWarehouse>(), time);
        await session.RunAsync(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }
}
