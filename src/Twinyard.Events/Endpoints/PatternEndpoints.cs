using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Http;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Endpoints;

internal static class PatternEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/events/test", Test).RequireAction("events:TestPattern", "events:bus/default");

    internal static Results<Ok<PatternTested>, ProblemHttpResult> Test(TestPattern body)
    {
        var pattern = EventPattern.Parse(body.Pattern);
        if (!pattern.IsOk)
        {
            return pattern.Error.ToProblem();
        }

        if (body.Event.ValueKind != JsonValueKind.Object)
        {
            return new InvalidError("event-invalid", "The event is not a JSON object.", "Give the whole envelope: source, detail-type, detail.").ToProblem();
        }

        try
        {
            var result = pattern.Value.Match(body.Event);
            return TypedResults.Ok(new PatternTested(result.IsMatch, result.FailedAt, result.Reason));
        }
        catch (JsonException e)
        {
            return new InvalidError("event-invalid", $"The event cannot be read: {e.Message}").ToProblem();
        }
    }
}

public sealed record TestPattern(JsonElement Pattern, JsonElement Event);

/// <param name="FailedAt">Path of the first field that decided against a match.</param>
public sealed record PatternTested(bool Match, string? FailedAt, string Reason);
