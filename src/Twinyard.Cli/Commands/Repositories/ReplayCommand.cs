using System.CommandLine;
using Twinyard.Cli.Commands.Workflows;
using Twinyard.Contracts.Repositories;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary><c>twinyard replay --against PROPOSAL</c></summary>
internal static class ReplayCommand
{
    private const int LongestCause = 80;

    private static readonly Option<long> Against = new("--against") { Description = "The proposal's number", HelpName = "PROPOSAL", Required = true };
    private static readonly Option<DateTimeOffset?> From = TimeOption.Named("--from", "What happened then or later (default: a day before --to)");
    private static readonly Option<DateTimeOffset?> To = TimeOption.Named("--to", "What happened before then, at most 92 days after --from (default: now)");
    private static readonly Option<bool> All = new("--all") { Description = "Show what is the same too, and not only what differs" };
    private static readonly Option<int> Most = Limit.Option(200);

    public static Command Build() =>
        new Command("replay", "Show which runs and alarms a proposal would have caused in a time that has passed, beside what happened; it causes nothing") { Against, From, To, All, Most }
            .Does(RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var to = call.Get(To) ?? TimeProvider.System.GetUtcNow();
        var from = call.Get(From) ?? to.AddDays(-1);
        var comparison = await call.Api.GetAsync<ReplayComparison>(
            $"proposals/{call.Get(Against)}/replay?from={from.Query()}&to={to.Query()}&limit={call.Get(Most)}", cancellationToken);
        call.Out.Result(comparison, it => Print(call, it));
    }

    private static void Print(CliCall call, ReplayComparison comparison)
    {
        call.Out.Table(
            comparison.Counts,
            "Nothing was compared.",
            ("", count => count.What == "run" ? "runs" : "alarms"),
            ("SAME", count => count.Same),
            ("ONLY NOW", count => count.OnlyNow),
            ("ONLY PROPOSED", count => count.OnlyProposed));
        call.Out.Line("");
        call.Out.Table(
            comparison.Entries.Where(entry => call.Get(All) || entry.Change != ReplayEntry.Same),
            "The proposal would have caused what happened.",
            ("CHANGE", entry => entry.Change),
            ("WHAT", entry => entry.What),
            ("NAME", entry => entry.Name),
            ("AT", entry => entry.At),
            ("CAUSE", entry => entry.Cause.Length <= LongestCause ? entry.Cause : entry.Cause[..(LongestCause - 1)] + "…"),
            ("EVENT", entry => entry.EventId),
            ("NOW", entry => entry.Now),
            ("PROPOSED", entry => entry.Proposed));
        if (comparison.CutBecause is { } because)
        {
            call.Out.Note($"Compared up to {Output.CliOutput.Show(comparison.Until)} only: {because}.");
        }

        if (comparison.Omitted > 0)
        {
            call.Out.Note($"{comparison.Omitted} more are counted and not listed; --limit lists more.");
        }

        call.Out.Note("Not simulated:");
        foreach (var limit in comparison.NotSimulated)
        {
            call.Out.Note($"  {limit}");
        }
    }
}
