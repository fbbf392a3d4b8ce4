using Twinyard.Contracts.Notifications;
using Twinyard.Contracts.Signals;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Demo.Steps;

internal sealed class FailureStep : IDemoStep
{
    public string Title => "A workflow fails; its backup runs by itself, and the failure alarm emails";

    public async Task RunAsync(DemoContext demo, CancellationToken cancellationToken)
    {
        demo.Tell.Command("twinyard workflow run faulty");
        var started = await DemoRuns.StartAsync(demo.Alice, "faulty", new { }, cancellationToken);
        var failed = await DemoRuns.EndAsync(demo, started.Summary.Id, "The faulty workflow", TimeSpan.FromSeconds(60), cancellationToken);
        if (failed.Summary.State != "failed")
        {
            throw new CliError(ExitCodes.Failed, $"The faulty workflow ended as {failed.Summary.State}.");
        }

        demo.Tell.Good($"It failed as it should: {failed.Summary.Error}");
        var backupId = await demo.Tell.WaitForAsync(
            "The backup's start",
            TimeSpan.FromSeconds(30),
            async () => ((await demo.Owner.GetAsync<RunDetail>($"runs/{started.Summary.Id}", cancellationToken)).BackupRun, "not started"),
            cancellationToken);
        await DemoRuns.SucceedAsync(demo, backupId, "The backup", TimeSpan.FromSeconds(60), cancellationToken);
        demo.Tell.Good($"The backup ran by itself and succeeded: run {backupId}.");

        var alarm = await demo.Tell.WaitForAsync(
            "The failure alarm",
            TimeSpan.FromSeconds(40),
            async () =>
            {
                var detail = await demo.Owner.GetAsync<AlarmDetail>("alarms/faulty/failed", cancellationToken);
                return (detail.History.Any(transition => transition.State == "ALARM") ? detail : null, detail.Summary.State);
            },
            cancellationToken);
        var mail = await demo.Tell.WaitForAsync(
            "The alarm's email",
            TimeSpan.FromSeconds(30),
            async () =>
            {
                var outbox = await demo.Owner.GetAsync<Page<OutboxMessage>>("outbox?limit=50", cancellationToken);
                return (outbox.Items.FirstOrDefault(message => message.Subject.Contains("faulty/failed", StringComparison.Ordinal) && message.State is "kept" or "sent"), "not yet");
            },
            cancellationToken);
        demo.Tell.Good($"Alarm {alarm.Summary.Name}: {alarm.Summary.Reason}");
        demo.Tell.Good($"Emailed to {mail.Recipient}: “{mail.Subject}”.");
    }
}
