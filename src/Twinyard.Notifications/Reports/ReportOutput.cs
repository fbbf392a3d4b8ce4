using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Notifications.Outbox;
using Twinyard.Notifications.Topics;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Notifications.Reports;

/// <summary>
/// Takes <c>reports/&lt;n&gt;/report.json</c> and sends each to its own topic, or to those of the manifest's <c>reports:</c>.
/// All reports of a run enter the outbox in one transaction, once per run id.
/// </summary>
internal sealed class ReportOutput(
    Database database, TopicStore topics, OutboxStore store, OutboxWriter outbox, IAccessEvaluator access, IServerAddress server, TimeProvider time)
    : IRunOutput
{
    public static readonly DeclaredAction Publish = new("notifications:Publish", "notifications:topic/{name}", "a run's reports and messages");

    private const int MaximumReports = 20;

    public string Name => "reports";

    // After the data it speaks of.
    public int Order => 100;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var reports = Read(outputs);
        if (!reports.IsOk)
        {
            return reports.Error;
        }

        foreach (var report in reports.Value)
        {
            var allowed = await CheckTopicsAsync(report, outputs, cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }
        }

        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        // Staging has accepted them; the files do not change in between.
        var messages = Read(outputs).Value
            .SelectMany(report => TopicsOf(report, outputs).Select(topic => (Topic: topic, Content: ReportMail.Content(report, outputs, topic, server.Environment, server.Url))))
            .ToList();
        if (messages.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            async session =>
            {
                if (await store.ClaimRunAsync(session, outputs.RunId, time.NowMicros(), cancellationToken))
                {
                    foreach (var (topic, content) in messages)
                    {
                        await outbox.AddAsync(session, topic, content, cancellationToken);
                    }
                }
            },
            cancellationToken);
    }

    // Nothing but the run's own folder was touched.
    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private static IReadOnlyList<string> TopicsOf(Report report, RunOutputs outputs) => report.Topic is { } topic ? [topic] : outputs.ReportTopics;

    private static Result<IReadOnlyList<Report>> Read(RunOutputs outputs)
    {
        var folder = Path.Combine(outputs.Folder, "reports");
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "report.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList() : [];
        if (files.Count > MaximumReports)
        {
            return new LimitError("report-too-many", $"The run wrote {files.Count} reports; at most {MaximumReports} are sent.", "Put several tables and charts into one report.");
        }

        var reports = new List<Report>();
        foreach (var file in files)
        {
            var report = ReportReader.Read(file, Path.GetRelativePath(outputs.Folder, file).Replace('\\', '/'));
            if (!report.IsOk)
            {
                return report.Error;
            }

            reports.Add(report.Value);
        }

        return reports;
    }

    private async Task<Result<Done>> CheckTopicsAsync(Report report, RunOutputs outputs, CancellationToken cancellationToken)
    {
        var named = TopicsOf(report, outputs);
        if (named.Count == 0)
        {
            return new InvalidError(
                "report-without-topic", $"The report '{report.Title}' has nobody to go to.", "Name a topic in the report, or in the workflow's manifest under reports:.");
        }

        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        foreach (var topic in named)
        {
            if (await database.ReadAsync(session => topics.FindAsync(session, topic, cancellationToken), cancellationToken) is null)
            {
                return TopicDirectory.Missing(topic);
            }

            var allowed = await access.RequireAsync(principal, Publish.Action, Publish.On(topic), cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }
        }

        return Done.Value;
    }
}
