using System.CommandLine;
using Twinyard.Events.Bus;
using Twinyard.Events.Endpoints;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Events;

internal static class DeadLetterCommands
{
    private static readonly Option<string?> Consumer = new("--consumer") { Description = "Only of this consumer", HelpName = "NAME" };
    private static readonly Option<string?> State = new("--state") { Description = "Only dead, redriven or delivered ones", HelpName = "STATE" };
    private static readonly Option<string?> After = new("--after") { Description = "From the cursor of the page before on", HelpName = "CURSOR" };
    private static readonly Option<int> Most = Limit.Option(20);
    private static readonly Argument<string?> Id = new("id") { Description = "The dead letter, as the list names it", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> All = new("--all") { Description = "All dead letters of the consumer that --consumer names" };

    public static Command List() =>
        new Command("dead-letters", "List events that consumers were given up on, newest first") { Consumer, State, After, Most }.Does(ListAsync);

    public static Command Redrive() =>
        new Command("redrive", "Hand a dead letter, or all of a consumer, to the consumer again") { Id, All, Consumer }.Does(RedriveAsync);

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = $"events/dead-letters?limit={call.Get(Most)}";
        query += call.Get(Consumer) is { } consumer ? $"&consumer={Uri.EscapeDataString(consumer)}" : "";
        query += call.Get(State) is { } state ? $"&state={Uri.EscapeDataString(state)}" : "";
        query += call.Get(After) is { } after ? $"&after={Uri.EscapeDataString(after)}" : "";
        call.Out.Result(await call.Api.GetAsync<Page<DeadLetter>>(query, cancellationToken), page =>
        {
            call.Out.Table(
                page.Items,
                "There are no dead letters.",
                ("ID", letter => letter.Id),
                ("EVENT", letter => $"{letter.Source} {letter.DetailType}"),
                ("TARGET", letter => letter.Target),
                ("STATE", letter => letter.State),
                ("ATTEMPTS", letter => letter.Attempts),
                ("EXHAUSTED", letter => letter.Exhausted),
                ("AT", letter => letter.At),
                ("ERROR", letter => letter.Error));
            if (page.Next is { } next)
            {
                call.Out.Note($"There are more: --after {next}");
            }
        });
    }

    private static Task RedriveAsync(CliCall call, CancellationToken cancellationToken) => (call.Parsed.GetValue(Id), call.Parsed.GetValue(All), call.Get(Consumer)) switch
    {
        ({ } id, false, null) => OneAsync(id, call, cancellationToken),
        (null, true, { } consumer) => AllAsync(consumer, call, cancellationToken),
        _ => throw new CliError(ExitCodes.Invalid, "It is not said what to hand over again.", "Write the ID of a dead letter, or --all --consumer NAME."),
    };

    private static async Task OneAsync(string id, CliCall call, CancellationToken cancellationToken)
    {
        var letter = await call.Api.PostAsync<DeadLetter>($"events/dead-letters/{Uri.EscapeDataString(id)}/redrive", null, cancellationToken);
        call.Out.Result(letter, it => call.Out.Note($"{it.Source} {it.DetailType} was handed to {it.Consumer} again."));
    }

    private static async Task AllAsync(string consumer, CliCall call, CancellationToken cancellationToken)
    {
        var redriven = await call.Api.PostAsync<Redriven>("events/dead-letters/redrive", new RedriveAll(consumer), cancellationToken);
        call.Out.Result(redriven, it => call.Out.Note($"{it.Count} dead letters were handed to {consumer} again."));
    }
}
