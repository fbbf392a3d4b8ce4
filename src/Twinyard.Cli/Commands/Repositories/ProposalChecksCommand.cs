using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Repositories;

/// <summary>The checks of a proposal's head; with <c>--wait</c> until they have ended.</summary>
internal static class ProposalChecksCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly Argument<long> Id = new("id") { Description = "The proposal's number" };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until they have ended; the exit code is 1 when one has failed" };
    private static readonly Option<bool> Logs = new("--logs") { Description = "Print what they wrote too" };

    public static Command Build() => new Command("checks", "Show the checks of a proposal's head") { Id, Wait, Logs }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = call.Get(Id);
        var detail = await ReadAsync(call, id, cancellationToken);
        var told = "";
        while (call.Get(Wait) && detail.Proposal is { State: "open", Checks: "pending" or "running" })
        {
            var present = string.Join(", ", detail.Checks.Select(check => $"{check.Name} {check.State}"));
            if (present != told && present.Length > 0)
            {
                call.Out.Note($"… {present}");
                told = present;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            detail = await ReadAsync(call, id, cancellationToken);
        }

        IReadOnlyList<CheckSummary> all = [.. detail.Checks, .. detail.QueueChecks];
        call.Out.Result(all, checks => call.Out.Table(
            checks,
            "There are no checks.",
            ("CHECK", check => detail.QueueChecks.Contains(check) ? $"{check.Name} (merged with what is before it)" : check.Name),
            ("KIND", check => check.Kind),
            ("STATE", check => check.State),
            ("TOOK", check => check.EndedAt - check.StartedAt)));
        if (!call.Out.IsJson)
        {
            await ExplainAsync(call, id, all, cancellationToken);
        }

        return call.Get(Wait) && detail.Proposal.Checks != "passed" ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task ExplainAsync(CliCall call, long id, IReadOnlyList<CheckSummary> checks, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            // What was found tells more than what was bad of it alone.
            var told = check.Detail.Length > 0 && check.Kind != "lint" ? check.Detail : check.Error;
            if (told.Length > 0)
            {
                call.Out.Line("");
                call.Out.Line(told.Contains('\n', StringComparison.Ordinal) ? $"{check.Name}:\n  {told.Replace("\n", "\n  ", StringComparison.Ordinal)}" : $"{check.Name}: {told}");
            }

            if (!call.Get(Logs))
            {
                continue;
            }

            await foreach (var line in call.Api.StreamAsync<LogLine>($"proposals/{id}/checks/{check.Id}/logs", cancellationToken))
            {
                call.Out.Line($"{check.Name} | {line.Text}");
            }
        }
    }

    private static Task<ProposalDetail> ReadAsync(CliCall call, long id, CancellationToken cancellationToken) =>
        call.Api.GetAsync<ProposalDetail>($"proposals/{id}", cancellationToken);
}
