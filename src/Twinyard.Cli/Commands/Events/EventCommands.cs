using System.CommandLine;
using System.Text.Json.Nodes;
using Twinyard.Events.Endpoints;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Events;

internal static class EventCommands
{
    private static readonly Argument<string> Source = new("source") { Description = "Who says it, such as plant.scada" };
    private static readonly Argument<string> Type = new("detail-type") { Description = "What happened, such as furnace.started" };
    private static readonly Option<string?> Detail = new("--detail") { Description = "The detail: a JSON object, the file that holds it, or - for stdin", HelpName = "JSON|FILE" };
    private static readonly Option<string[]> Resources = new("--resource") { Description = "A resource it is about; may be given again", HelpName = "NAME" };
    private static readonly Option<string?> OfSource = new("--source") { Description = "Only from this source", HelpName = "SOURCE" };
    private static readonly Option<string?> OfType = new("--detail-type") { Description = "Only of this type", HelpName = "TYPE" };
    private static readonly Option<int> Most = Limit.Option(20);

    public static Command Build() => new("event", "Publish events, see them, try patterns on them, bring dead letters back, and replay what is archived")
    {
        new Command("put", "Publish an event") { Source, Type, Detail, Resources }.Does(PutAsync),
        new Command("list", "List events, newest first") { OfSource, OfType, Most }.Does(ListAsync),
        EventTestCommand.Build(),
        DeadLetterCommands.List(),
        DeadLetterCommands.Redrive(),
        EventReplayCommands.Build(),
    };

    private static async Task PutAsync(CliCall call, CancellationToken cancellationToken)
    {
        var detail = call.Get(Detail) is { } given ? await JsonInput.ReadAsync(given, cancellationToken) : new JsonObject();
        if (detail is not JsonObject fields)
        {
            throw new CliError(ExitCodes.Invalid, "The detail is not a JSON object.", "Write for example --detail '{\"line\": 3}'.");
        }

        var accepted = await call.Api.PostAsync<EventAccepted>(
            "events", new PutEvent(call.Get(Source), call.Get(Type), fields, call.Get(Resources)), cancellationToken);
        call.Out.Result(accepted, e => call.Out.Line(e.Id));
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = $"events?limit={call.Get(Most)}";
        query += call.Get(OfSource) is { } source ? $"&source={Uri.EscapeDataString(source)}" : "";
        query += call.Get(OfType) is { } type ? $"&detailType={Uri.EscapeDataString(type)}" : "";
        call.Out.Result(await call.Api.GetAsync<Page<JsonObject>>(query, cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no such events.",
            ("TIME", e => DateTimeOffset.Parse((string?)e["time"] ?? "", System.Globalization.CultureInfo.InvariantCulture)),
            ("SOURCE", e => (string?)e["source"]),
            ("DETAIL TYPE", e => (string?)e["detail-type"]),
            ("DETAIL", e => Shorten(e["detail"]?.ToJsonString() ?? ""))));
    }

    private static string Shorten(string json) => json.Length <= 100 ? json : json[..99] + "…";
}
