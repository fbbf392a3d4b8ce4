using System.CommandLine;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard workflow ledger</c></summary>
internal static class LedgerCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("name") { Description = "The workflow's name" };
        var from = TimeOption.Named("--from", "Only what was due then or later");
        var to = TimeOption.Named("--to", "Only what was due before then");
        var outcome = new Option<string?>("--outcome") { Description = "Only this outcome: pending, ran, failed, cancelled, skipped, missed or superseded", HelpName = "OUTCOME" };
        var after = new Option<string?>("--after") { Description = "Go on behind an earlier page, which names this", HelpName = "CURSOR" };
        var limit = Limit.Option(30);
        return new Command("ledger", "What became of every tick, event and request, newest first") { name, from, to, outcome, after, limit }.Does(async (call, cancellationToken) =>
        {
            var query = $"workflows/{Uri.EscapeDataString(call.Get(name))}/ledger?limit={call.Get(limit)}"
                + (call.Get(from) is { } first ? $"&from={first.Query()}" : "")
                + (call.Get(to) is { } last ? $"&to={last.Query()}" : "")
                + (call.Get(outcome) is { } wanted ? $"&outcome={Uri.EscapeDataString(wanted)}" : "")
                + (call.Get(after) is { } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : "");
            var page = await call.Api.GetAsync<Page<OccurrenceEntry>>(query, cancellationToken);
            call.Out.Result(page, entries => call.Out.Table(
                entries.Items,
                "There are no such lines on the ledger.",
                ("DUE", entry => entry.DueAt),
                ("BY", entry => entry.Trigger),
                ("OUTCOME", entry => entry.Count == 1 ? entry.Outcome : $"{entry.Outcome} × {entry.Count}"),
                ("RUN", entry => entry.RunIds.Count == 0 ? null : entry.RunIds[^1]),
                ("REASON", entry => entry.Reason)));
            if (page.Next is { } next && !call.Out.IsJson)
            {
                call.Out.Note($"There is more: --after {next}");
            }
        });
    }
}
