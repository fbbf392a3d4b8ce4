using System.CommandLine;
using System.Text.Json.Nodes;
using Twinyard.Events.Endpoints;
using Twinyard.Events.Patterns;

namespace Twinyard.Cli.Commands.Events;

/// <summary>Needs no server: the pattern is tried with the code that the server runs.</summary>
internal static class EventTestCommand
{
    private static readonly Option<string> Pattern = new("--pattern") { Description = "The pattern: JSON, or the file that holds it", HelpName = "JSON|FILE", Required = true };
    private static readonly Option<string> Event = new("--event") { Description = "The whole event: JSON, the file that holds it, or - for stdin", HelpName = "JSON|FILE", Required = true };

    public static Command Build() =>
        new Command("test", "Try a pattern on an event; exit code 0 for a match, 1 for none, 2 for an invalid pattern") { Pattern, Event }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var pattern = EventPattern.Parse(await JsonInput.TextAsync(call.Parsed.GetRequiredValue(Pattern), cancellationToken));
        if (!pattern.IsOk)
        {
            throw new CliError(ExitCodes.Invalid, pattern.Error.Message, pattern.Error.Remedy);
        }

        if (await JsonInput.ReadAsync(call.Parsed.GetRequiredValue(Event), cancellationToken) is not JsonObject envelope)
        {
            throw new CliError(ExitCodes.Invalid, "The event is not a JSON object.", "Give the whole envelope: source, detail-type, detail.");
        }

        var result = pattern.Value.Match(envelope);
        call.Out.Result(new PatternTested(result.IsMatch, result.FailedAt, result.Reason), tested => call.Out.Line($"{(tested.Match ? "match" : "no match")}: {tested.Reason}"));
        return result.IsMatch ? ExitCodes.Done : ExitCodes.Failed;
    }
}
