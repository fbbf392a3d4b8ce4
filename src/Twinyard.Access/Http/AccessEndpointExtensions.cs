using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Twinyard.Access.Http;

public static class AccessEndpointExtensions
{
    /// <summary>
    /// The access middleware evaluates this before the handler runs: no credential gives 401, no permission 403. An endpoint
    /// without this and without <see cref="OpenToAll{TBuilder}"/> is refused with 500 and fails a test.
    /// </summary>
    /// <param name="resource">Template over route values: <c>workflows:workflow/{name}</c>.</param>
    public static TBuilder RequireAction<TBuilder>(this TBuilder builder, string action, string resource)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredAction(action, resource));

    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, string because)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OpenToAll(because));

    /// <summary>Who asks. Present behind every endpoint with <see cref="RequireAction{TBuilder}"/>.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is open to all, or the middleware is missing.</exception>
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new InvalidOperationException($"{context.Request.Path} has no principal: the access middleware did not run or the endpoint is open to all.");
}
