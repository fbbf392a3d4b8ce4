using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Twinyard.Access.Audit;
using Twinyard.Platform.Results;

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

    /// <summary>As <see cref="RequireAction{TBuilder}"/>, but the handler decides on the action, by what the body says.</summary>
    public static TBuilder RequireActionInHandler<TBuilder>(this TBuilder builder, string action, string resource)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredAction(action, resource) { IsDecidedInHandler = true });

    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, string because)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OpenToAll(because));

    /// <summary>For an endpoint that is open to all and changes something: it is an entry of the audit trail. The handler says who did it (<see cref="Audited"/>).</summary>
    /// <param name="resource">Template over route values.</param>
    public static TBuilder AuditAs<TBuilder>(this TBuilder builder, string action, string resource)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AuditedAction(action, resource));

    /// <summary>The request's entry in the audit trail, for handlers that know more exactly what it is about; null where the request is no entry.</summary>
    public static AuditedAct? Audited(this HttpContext context) => context.Features.Get<AuditedAct>();

    /// <summary>Names what was made in the request's entry, which was begun before it had a name.</summary>
    public static Result<T> NameAudited<T>(this HttpContext context, Result<T> made, Func<T, string> resource, Func<T, string>? detail = null)
    {
        if (made.IsOk)
        {
            context.Audited()?.Name(resource(made.Value), detail?.Invoke(made.Value) ?? "");
        }

        return made;
    }

    /// <summary>Who asks. Present behind every endpoint with <see cref="RequireAction{TBuilder}"/>.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is open to all, or the middleware is missing.</exception>
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new InvalidOperationException($"{context.Request.Path} has no principal: the access middleware did not run or the endpoint is open to all.");
}
