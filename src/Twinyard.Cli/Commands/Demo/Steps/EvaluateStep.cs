using Twinyard.Contracts.Notifications;
using Twinyard.Contracts.Signals;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class EvaluateStep : IDemoStep
{
    private static readonly TimeSpan TickPatience = TimeSpan.FromSeconds(100);

    // An alarm looks at whole periods: a minute to the end of the present one, and a little for the evaluation.
    private static readonly TimeSpan AlarmPatience = TimeSpan.FromSeconds(75);

    public string Title => "The clock evaluates the model on what came in: metrics, an alarm, an emailed report";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var evaluate = await TickAsync(demo, "evaluate", cancellationToken);
        var analytics = await TickAsync(demo, "daily-analytics", cancellationToken);
        foreach (var run in new[] { evaluate, analytics })
        {
            var ended = await DemoRuns.SucceedAsync(demo, run.Id, $"Run of {run.Workflow}", TimeSpan.FromSeconds(60), cancellationToken);
            demo.Tell.Good($"{ended.Reference} ran {ended.Summary.Workflow} by itself and succeeded: run {ended.Summary.Id}.");
        }

        demo.Tell.Command("twinyard metric query workflows/evaluate rmse; twinyard alarm show evaluate/rmse");
        var metric = await demo.Owner.PostAsync<IReadOnlyList<MetricSample>>("metrics/query", new MetricRequest("workflows/evaluate", "rmse"), cancellationToken);
        demo.Tell.Good($"Metric rmse of what the devices decided: {metric[^1].Value:0.00} cycles.");
        var alarm = await demo.Tell.WaitForAsync(
            "The alarm's evaluation",
            AlarmPatience,
            async () =>
            {
                var detail = await demo.Owner.GetAsync<AlarmDetail>("alarms/evaluate/rmse", cancellationToken);
                return (detail.Summary.State == "INSUFFICIENT_DATA" ? null : detail, detail.Summary.Reason);
            },
            cancellationToken);
        demo.Tell.Good($"Alarm {alarm.Summary.Name} ({alarm.Summary.Condition}) is {alarm.Summary.State}: {alarm.Summary.Reason}");

        var report = await demo.Tell.WaitForAsync("The emailed report", TimeSpan.FromSeconds(30), () => ReportAsync(demo, cancellationToken), cancellationToken);
        demo.Tell.Command($"twinyard mail show {report.Message.Id}");
        demo.Tell.Good($"“{report.Message.Subject}” went to {report.Message.Recipient} ({report.Message.State}) with {string.Join(", ", report.Attachments.Select(a => $"{a.FileName}, {a.Bytes / 1024} KiB"))}.");
    }

    /// <summary>The first run that a schedule started after the devices had sent their decisions.</summary>
    private static Task<RunSummary> TickAsync(DemoContext demo, string workflow, CancellationToken cancellationToken) =>
        demo.Tell.WaitForAsync(
            $"The next tick of {workflow}",
            TickPatience,
            async () =>
            {
                var runs = await DemoRuns.ListAsync(demo.Owner, workflow, cancellationToken);
                var tick = runs.Items.LastOrDefault(run => run.Trigger == "schedule" && run.QueuedAt > demo.DecisionsSince);
                if (tick is not null)
                {
                    return (tick, "");
                }

                var next = (await demo.Owner.GetAsync<WorkflowDetail>($"workflows/{workflow}", cancellationToken)).Summary.NextTick;
                return (default(RunSummary), next is null ? "no tick to come" : $"due at {next:HH:mm:ss}");
            },
            cancellationToken);

    private static async Task<(OutboxMessageDetail?, string)> ReportAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        var outbox = await demo.Owner.GetAsync<Page<OutboxMessage>>("outbox?limit=50", cancellationToken);
        var message = outbox.Items.FirstOrDefault(m => m.Kind == "report" && m.CreatedAt > demo.DecisionsSince && m.State is "kept" or "sent");
        if (message is null)
        {
            return (null, "not yet in the outbox");
        }

        var detail = await demo.Owner.GetAsync<OutboxMessageDetail>($"outbox/{message.Id}", cancellationToken);
        return detail.Attachments.Any(attachment => attachment.ContentType == "image/png")
            ? (detail, "")
            : throw new CliError(ExitCodes.Failed, $"The report “{message.Subject}” has no PNG chart.");
    }
}
