using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;
using Twinyard.Warehouse;

namespace Twinyard.Host.Http;

/// <summary>
/// What no room expected still gets an answer with a cause and a remedy: a full disk by its name, a warehouse that is between two nodes, everything else as <c>internal-error</c>,
/// with the details in the server's log and not in the answer.
/// </summary>
internal sealed partial class UnexpectedErrors(HomeDirectory home, ILogger<UnexpectedErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        if (DiskSpace.IsUsedUp(exception))
        {
            var full = new FailedError("disk-full", $"Nothing was stored: no space is left on the disk of {home.Root}.", "Free space, then ask again. What was acknowledged before is kept.");
            await full.ToProblem().ExecuteAsync(httpContext);
            return true;
        }

        if (exception is WarehouseUnavailableException or WarehouseOutcomeUnknownException)
        {
            await new FailedError("warehouse-unavailable", exception.Message, "").ToProblem().ExecuteAsync(httpContext);
            return true;
        }

        await TypedResults.Problem(
            detail: "The server failed in a way that nobody foresaw.",
            statusCode: StatusCodes.Status500InternalServerError,
            title: "It did not succeed",
            extensions: new Dictionary<string, object?> { ["code"] = "internal-error", ["remedy"] = "The server's log, on its standard error, names the cause." }).ExecuteAsync(httpContext);
        return true;
    }
}
