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

        call.Out.Result(detail.Checks, checks => call.Out.Table(
            checks,
            "There are no checks.",
            ("CHECK", check => check.Name),
            ("STATE", check => check.State),
            ("TOOK", check => check.EndedAt - check.StartedAt)));
        if (!call.Out.IsJson)
        {
            await ExplainAsync(call, id, detail.Checks, cancellationToken);
        }

        return call.Get(Wait) && detail.Proposal.Checks != "passed" ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static async Task ExplainAsync(CliCall call, long id, IReadOnlyList<CheckSummary> checks, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            if (check.Error.Length > 0)
            {
                call.Out.Line("");
                call.Out.Line($"{check.Name}: {check.Error}");
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
