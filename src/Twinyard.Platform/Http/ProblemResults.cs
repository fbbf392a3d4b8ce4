using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Http;

/// <summary>The one place where an <see cref="Error"/> becomes RFC 9457 problem details.</summary>
public static class ProblemResults
{
    /// <summary>Problem details with <c>code</c>, <c>remedy</c> and, for broken files, <c>problems</c> as extensions.</summary>
    public static ProblemHttpResult ToProblem(this Error error)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = error.Code };
        if (error.Remedy.Length > 0)
        {
            extensions["remedy"] = error.Remedy;
        }

        if (error is InvalidError { Problems.Count: > 0 } invalid)
        {
            extensions["problems"] = invalid.Problems;
        }

        return TypedResults.Problem(detail: error.Message, statusCode: StatusOf(error), title: TitleOf(error), extensions: extensions);
    }

    public static int StatusOf(Error error) => error switch
    {
        InvalidError => StatusCodes.Status400BadRequest,
        UnauthenticatedError => StatusCodes.Status401Unauthorized,
        DeniedError => StatusCodes.Status403Forbidden,
        NotFoundError => StatusCodes.Status404NotFound,
        ConflictError => StatusCodes.Status409Conflict,
        LimitError => StatusCodes.Status413PayloadTooLarge,
        WaitError => StatusCodes.Status429TooManyRequests,
        FailedError => StatusCodes.Status503ServiceUnavailable,
        _ => throw new InvalidOperationException($"No HTTP status is given for {error.GetType().Name}."),
    };

    private static string TitleOf(Error error) => error switch
    {
        InvalidError => "The request is not valid",
        UnauthenticatedError => "Who you are is not known",
        DeniedError => "You may not do this",
        NotFoundError => "Not found",
        ConflictError => "The present state does not allow this",
        LimitError => "A limit was reached",
        WaitError => "Too many tries",
        _ => "It did not succeed",
    };
}
