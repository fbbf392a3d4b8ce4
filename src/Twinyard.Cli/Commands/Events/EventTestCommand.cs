using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Twinyard.Cli.Output;
using Twinyard.Events.Endpoints;
using Twinyard.Events.Patterns;

namespace Twinyard.Cli.Commands.Events;

/// <summary>Needs no server: the pattern is tried with the code that the server runs.</summary>
internal static class EventTestCommand
{
    private static readonly Option<string?> Pattern = new("--pattern") { Description = "The pattern: JSON, or the file that holds it", HelpName = "JSON|FILE" };
    private static readonly Option<string?> Event = new("--event") { Description = "The whole event: JSON, the file that holds it, or - for stdin", HelpName = "JSON|FILE" };

    private static readonly Option<string?> Lines = new("--lines")
    {
        Description = "Many at once: lines of {\"pattern\": …, \"event\": …} from a file or - for stdin, each answered by match, no-match or invalid",
        HelpName = "FILE",
    };

    public static Command Build() =>
        new Command("test", "Try a pattern on an event; exit code 0 for a match, 1 for none, 2 for an invalid pattern") { Pattern, Event, Lines }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken) => (call.Get(Pattern), call.Get(Event), call.Get(Lines)) switch
    {
        ({ } pattern, { } envelope, null) => await OneAsync(pattern, envelope, call, cancellationToken),
        (null, null, { } lines) => await LinesAsync(lines, call, cancellationToken),
        _ => throw new CliError(ExitCodes.Invalid, "A pattern and an event are needed, or lines of both.", "Write --pattern P --event E, or --lines FILE."),
    };

    private static async Task<int> OneAsync(string givenPattern, string givenEvent, CliCall call, CancellationToken cancellationToken)
    {
        var pattern = EventPattern.Parse(await JsonInput.TextAsync(givenPattern, cancellationToken));
        if (!pattern.IsOk)
        {
            throw new CliError(ExitCodes.Invalid, pattern.Error.Message, pattern.Error.Remedy);
        }

        var envelope = await JsonInput.TextAsync(givenEvent, cancellationToken);
        try
        {
            using var document = StrictJson.Parse(Encoding.UTF8.GetBytes(envelope));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new CliError(ExitCodes.Invalid, "The event is not a JSON object.", "Give the whole envelope: source, detail-type, detail.");
            }

            var result = pattern.Value.Match(document.RootElement);
            call.Out.Result(new PatternTested(result.IsMatch, result.FailedAt, result.Reason), tested => call.Out.Line($"{(tested.Match ? "match" : "no match")}: {tested.Reason}"));
            return result.IsMatch ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (JsonException e)
        {
            throw new CliError(ExitCodes.Invalid, $"The event is not JSON: {e.Message}");
        }
    }

    private static async Task<int> LinesAsync(string file, CliCall call, CancellationToken cancellationToken)
    {
        await new LineAnswers(Answer).RunAsync(file, call.Out, cancellationToken);
        return ExitCodes.Done;
    }

    private static string Answer(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = StrictJson.Parse(line, wrapped: 1);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("pattern", out var asked)
                || !root.TryGetProperty("event", out var envelope)
                || envelope.ValueKind != JsonValueKind.Object)
            {
                return LineAnswers.Invalid;
            }

            var pattern = EventPattern.Parse(asked);
            return !pattern.IsOk ? LineAnswers.Invalid : pattern.Value.IsMatch(JsonMarshal.GetRawUtf8Value(envelope)) ? "match" : "no-match";
        }
        catch (JsonException)
        {
            return LineAnswers.Invalid;
        }
    }
}
