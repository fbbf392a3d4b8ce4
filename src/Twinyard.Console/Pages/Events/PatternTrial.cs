using System.Text.Json;
using Twinyard.Events.Patterns;
using Twinyard.WebConsole.Parts;

namespace Twinyard.WebConsole.Pages.Events;

/// <summary>What came of testing a pattern against an event.</summary>
/// <param name="State"><c>match</c>, <c>no-match</c> or <c>invalid</c>.</param>
/// <param name="FailedAt">The first field that decided against a match.</param>
internal sealed record PatternTrial(string State, string? FailedAt, string Reason)
{
    private const string Match = "match";
    private const string NoMatch = "no-match";
    private const string Invalid = "invalid";

    public static PatternTrial Of(string pattern, string envelope)
    {
        if (!TryParse(pattern, out var parsed, out var invalid))
        {
            return invalid;
        }

        if (JsonPlace.FirstProblem(envelope) is { } problem)
        {
            return new PatternTrial(Invalid, null, $"The event is not JSON: {problem}.");
        }

        using var document = JsonDocument.Parse(envelope);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new PatternTrial(Invalid, null, "The event is not a JSON object. Give the whole envelope: source, detail-type, detail.");
        }

        var result = parsed.Match(document.RootElement);
        return new PatternTrial(result.IsMatch ? Match : NoMatch, result.FailedAt, result.Reason);
    }

    public static bool TryParse(string pattern, out EventPattern parsed, out PatternTrial invalid)
    {
        (parsed, invalid) = (null!, null!); // each is set exactly where it may be read
        if (JsonPlace.FirstProblem(pattern) is { } problem)
        {
            invalid = new PatternTrial(Invalid, null, $"The pattern is not JSON: {problem}.");
            return false;
        }

        var read = EventPattern.Parse(pattern);
        if (!read.IsOk)
        {
            invalid = new PatternTrial(Invalid, null, read.Error.Message);
            return false;
        }

        parsed = read.Value;
        return true;
    }
}
