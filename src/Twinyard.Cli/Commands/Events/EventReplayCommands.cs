using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Twinyard.Cli.Commands.Workflows;
using Twinyard.Events.Endpoints;
using Twinyard.Events.Replays;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Events;

/// <summary><c>twinyard event replay start|list|show|cancel</c></summary>
internal static class EventReplayCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly Option<DateTimeOffset?> From = TimeOption.Named("--from", "Events of that time or later");
    private static readonly Option<DateTimeOffset?> To = TimeOption.Named("--to", "Events before that time, which must have passed (default: now)");
    private static readonly Option<string?> Pattern = new("--pattern") { Description = "Only events that match: a JSON object, the file that holds it, or - for stdin", HelpName = "JSON|FILE" };
    private static readonly Option<string?> Name = new("--name") { Description = "What the events carry as replay-name (default: a new id)", HelpName = "NAME" };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait for its end; the exit code is 1 when it was cancelled" };
    private static readonly Option<string?> After = new("--after") { Description = "From the cursor of the page before on", HelpName = "CURSOR" };
    private static readonly Option<int> Most = Limit.Option(20);
    private static readonly Argument<string> Replay = new("name") { Description = "The replay, as the list names it" };

    public static Command Build() => new("replay", "Publish archived events once more, see how far that is, and cancel it")
    {
        new Command("start", "Publish the events of a time once more, marked as replayed") { From, To, Pattern, Name, Wait }.Does(StartAsync),
        new Command("list", "List replays, newest first") { After, Most }.Does(ListAsync),
        new Command("show", "Show a replay and how far it is") { Replay }.Does(ShowAsync),
        new Command("cancel", "Publish nothing more; what has been published stays") { Replay }.Does(CancelAsync),
    };

    private static async Task<int> StartAsync(CliCall call, CancellationToken cancellationToken)
    {
        var from = call.Get(From) ?? throw new CliError(ExitCodes.Invalid, "--from is missing.", "Name the time of the first event: --from 2027-01-31.");
        var pattern = call.Get(Pattern) is { } given ? await JsonInput.ReadAsync(given, cancellationToken) : null;
        if (pattern is not (null or JsonObject))
        {
            throw new CliError(ExitCodes.Invalid, "The pattern is not a JSON object.", "Write for example --pattern '{\"source\": [\"plant.scada\"]}'.");
        }

        var request = new StartReplay(call.Get(Name), from, call.Get(To) ?? TimeProvider.System.GetUtcNow(), (JsonObject?)pattern);
        var replay = await call.Api.PostAsync<EventReplay>("events/replays", request, cancellationToken);
        if (call.Get(Wait))
        {
            replay = await UntilEndedAsync(call, replay, cancellationToken);
        }

        call.Out.Result(replay, it => Print(call, it));
        return replay.State == EventReplay.Cancelled ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = $"events/replays?limit={call.Get(Most)}{(call.Get(After) is { } after ? $"&after={Uri.EscapeDataString(after)}" : "")}";
        call.Out.Result(await call.Api.GetAsync<Page<EventReplay>>(query, cancellationToken), page =>
        {
            call.Out.Table(
                page.Items,
                "There are no replays.",
                ("NAME", replay => replay.Name),
                ("STATE", replay => replay.State),
                ("FROM", replay => replay.From),
                ("TO", replay => replay.To),
                ("READ", replay => replay.Read),
                ("OF", replay => replay.Events),
                ("PUBLISHED", replay => replay.Published),
                ("ASKED FOR", replay => replay.CreatedAt),
                ("BY", replay => replay.RequestedBy));
            if (page.Next is { } next)
            {
                call.Out.Note($"There are more: --after {next}");
            }
        });
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<EventReplay>(PathOf(call.Get(Replay)), cancellationToken), replay => Print(call, replay));

    private static async Task CancelAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.PostAsync<EventReplay>($"{PathOf(call.Get(Replay))}/cancel", null, cancellationToken), replay => Print(call, replay));

    private static void Print(CliCall call, EventReplay replay) => call.Out.Facts(
        ("Replay", replay.Name),
        ("State", replay.State),
        ("From", replay.From),
        ("To", replay.To),
        ("Pattern", replay.Pattern),
        ("Read", replay.Events is { } all ? $"{replay.Read} of {all} events" : $"{replay.Read} events"),
        ("Published", replay.Published),
        ("Asked for", $"{Output.CliOutput.Show(replay.CreatedAt)} by {replay.RequestedBy}"),
        ("Ended", replay.EndedAt));

    private static async Task<EventReplay> UntilEndedAsync(CliCall call, EventReplay replay, CancellationToken cancellationToken)
    {
        await call.Out.Stderr.Progress().AutoClear(false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async bar =>
        {
            var read = bar.AddTask("events");
            while (replay.State == EventReplay.Running)
            {
                read.MaxValue = Math.Max(1, replay.Events ?? 1);
                read.Value = replay.Read;
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                replay = await call.Api.GetAsync<EventReplay>(PathOf(replay.Name), cancellationToken);
            }

            read.Value = replay.State == EventReplay.Completed ? read.MaxValue : replay.Read;
        });
        return replay;
    }

    private static string PathOf(string name) => $"events/replays/{Uri.EscapeDataString(name)}";
}
