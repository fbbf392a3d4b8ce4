using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Http;

/// <summary>How a "no" is said: problem details to programs, a page to a person at a browser, a challenge to git.</summary>
internal static class Refusal
{
    public static Task UnauthenticatedAsync(HttpContext context, Error error)
    {
        // A browser would open its password window for Basic, so only git is asked for it.
        context.Response.Headers.WWWAuthenticate = IsGit(context.Request) ? "Basic realm=\"twinyard\", charset=\"UTF-8\"" : "Bearer realm=\"twinyard\"";
        return IsNavigation(context.Request)
            ? SignInPage.WriteAsync(context, StatusCodes.Status401Unauthorized, error.Code == AccessMiddleware.NoCredential ? null : error.Message, context.Request.Path + context.Request.QueryString)
            : error.ToProblem().ExecuteAsync(context);
    }

    public static Task DeniedAsync(HttpContext context, Error error) =>
        error is DeniedError && IsNavigation(context.Request)
            ? RefusalPage.WriteAsync(context, StatusCodes.Status403Forbidden, "You may not see this", error.Message, error.Remedy)
            : Problem(error).ExecuteAsync(context);

    public static Task MisdeclaredAsync(HttpContext context, RouteEndpoint endpoint) =>
        Problem(new FailedError(
            "endpoint-misdeclared",
            $"The endpoint {endpoint.RoutePattern.RawText} does not say who may call it, so nobody may.",
            "This is a bug of the server; please report it.")).ExecuteAsync(context);

    private static IResult Problem(Error error)
    {
        var problem = error.ToProblem();
        if (error is FailedError)
        {
            problem.ProblemDetails.Status = StatusCodes.Status500InternalServerError;
            return TypedResults.Problem(problem.ProblemDetails);
        }

        return problem;
    }

    private static bool IsGit(HttpRequest request) => request.Path.StartsWithSegments("/git", StringComparison.Ordinal);

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
