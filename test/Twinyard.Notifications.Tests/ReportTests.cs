using MimeKit;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Notifications.Tests;

public sealed class ReportTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string Whole =
        """
        {
          "title": "Daily evaluation & more",
          "text": "The model <rul> did well.\nSee below.",
          "columns": ["device", "mae", "note"],
          "rows": [["d1", 1.23456, null], ["d2, \"x\"", 2, "<b>"]],
          "charts": [
            {"kind": "line", "title": "RMSE by day", "xLabel": "day", "yLabel": "cycles",
             "series": [{"name": "v1", "x": ["2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"], "y": [14.2, 13.9, null, 15.1]},
                        {"name": "v2", "x": ["2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"], "y": [12.2, 12.9, 12.5, 12.1]}]},
            {"kind": "bar", "title": "MAE by device", "yLabel": "cycles", "series": [{"name": "mae", "x": ["d1", "d2", "d3"], "y": [1.2, 2.4, 0.7]}]},
            {"kind": "scatter", "title": "Predicted against true", "xLabel": "true", "yLabel": "predicted", "series": [{"name": "rul", "x": [1, 2, 3], "y": [1.1, 1.8, 3.3]}]}
          ]
        }
        """;

    [Theory, EveryDatabase]
    public async Task Commit_ReportWithAPage_AttachesIt(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        var outputs = Outputs(fixture, """{"title": "Notebook", "page": "notebook.html"}""");
        var report = Directory.EnumerateFiles(outputs.Folder, "report.json", SearchOption.AllDirectories).Single();
        (await fixture.Reports.StageAsync(outputs, None)).Error.ShouldNotBeNull().Message.ShouldContain("there is no file notebook.html");
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(report) ?? "", "notebook.html"), "<p>executed</p>", None);

        (await fixture.Reports.StageAsync(outputs, None)).Error.ShouldBeNull();
        await fixture.Reports.CommitAsync(outputs, None);
        await fixture.RunAsync();

        var detail = (await fixture.Outbox.GetAsync((await fixture.MessagesAsync())[0].Id, None)).Value;
        detail.Attachments.Select(attachment => attachment.FileName).ShouldBe(["notebook.html"]);
    }

    [Theory, EveryDatabase]
    public async Task Commit_Report_ReachesTheTopicOnceWithChartsAndTable(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        var outputs = Outputs(fixture, Whole);

        (await fixture.Reports.StageAsync(outputs, None)).Error.ShouldBeNull();
        (await fixture.MessagesAsync()).ShouldBeEmpty();
        await fixture.Reports.CommitAsync(outputs, None);
        await fixture.Reports.CommitAsync(outputs, None);
        await fixture.RunAsync();

        var messages = await fixture.MessagesAsync();
        messages.Count.ShouldBe(2);
        messages[0].ShouldSatisfyAllConditions(
            message => message.Kind.ShouldBe("report"), message => message.Subject.ShouldBe("[Twinyard dev] Daily evaluation & more"), message => message.State.ShouldBe("kept"));
        var detail = (await fixture.Outbox.GetAsync(messages[0].Id, None)).Value;
        detail.Html.ShouldContain("The model &lt;rul&gt; did well.<br>See below.");
        detail.Html.ShouldContain("&lt;b&gt;");
        detail.Html.ShouldContain("1.2346");
        detail.Html.ShouldContain("http://127.0.0.1:7171/runs/run-1");
        detail.Html.ShouldNotContain("cid:");
        detail.Html.ShouldContain("data:image/png;base64,iVBOR");
        detail.Text.ShouldContain("device");
        detail.Attachments.Select(attachment => (attachment.FileName, attachment.ContentType)).ShouldBe(
            [("chart-1.png", "image/png"), ("chart-2.png", "image/png"), ("chart-3.png", "image/png"), ("table.csv", "text/csv")]);
        using var mail = await MimeMessage.LoadAsync(Path.Combine(fixture.Folder, "mail", $"{messages[0].Id}.eml"));
        using var csv = new MemoryStream();
        mail.Attachments.OfType<MimePart>().Single(part => part.FileName == "table.csv").Content!.DecodeTo(csv);
        System.Text.Encoding.UTF8.GetString(csv.ToArray()).ShouldBe("device,mae,note\r\nd1,1.23456,\r\n\"d2, \"\"x\"\"\",2,<b>\r\n");
    }

    [Theory]
    [InlineData("""{"text":"x"}""", "report-invalid", "'title' is missing")]
    [InlineData("""{"title":"t","tabel":1}""", "report-invalid", "'tabel' is not known in the report")]
    [InlineData("""{"title":"t","columns":["a"],"rows":[[1,2]]}""", "report-invalid", "rows[0] must be a list of 1 value(s)")]
    [InlineData("""{"title":"t","charts":[{"kind":"pie","series":[]}]}""", "report-invalid", "the kind 'pie' is not one of line, bar, scatter")]
    [InlineData("""{"title":"t","charts":[{"kind":"bar","series":[{"x":[1],"y":[1,2]}]}]}""", "report-invalid", "has 1 x and 2 y")]
    [InlineData("""{"title":"t","charts":[{"kind":"bar","series":[{"x":[1],"y":["a"]}]}]}""", "report-invalid", "not a report")]
    [InlineData("nonsense", "report-invalid", "not a report")]
    [InlineData("""{"title":"t","topic":"nobody"}""", "topic-not-found", "nobody")]
    public async Task Stage_BrokenReport_IsRefused(string json, string code, string message)
    {
        await using var fixture = await NotificationsFixture.StartAsync();

        var error = (await fixture.Reports.StageAsync(Outputs(fixture, json), None)).Error.ShouldNotBeNull();

        error.Code.ShouldBe(code);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Stage_NoTopicAtAll_IsRefused()
    {
        await using var fixture = await NotificationsFixture.StartAsync();

        var result = await fixture.Reports.StageAsync(Outputs(fixture, """{"title":"t"}""") with { ReportTopics = [] }, None);

        result.Error.ShouldNotBeNull().Code.ShouldBe("report-without-topic");
    }

    [Fact]
    public async Task Stage_RoleMayNotPublish_IsDenied()
    {
        await using var fixture = await NotificationsFixture.StartAsync();
        fixture.Access.Denied.Add("notifications:Publish");

        (await fixture.Reports.StageAsync(Outputs(fixture, """{"title":"t"}"""), None)).Error.ShouldBeOfType<DeniedError>();
    }

    [Fact]
    public async Task Stage_ManyPoints_AreBounded()
    {
        await using var fixture = await NotificationsFixture.StartAsync();
        var x = string.Join(',', Enumerable.Range(0, 20_001));

        var result = await fixture.Reports.StageAsync(Outputs(fixture, $$"""{"title":"t","charts":[{"series":[{"name":"a","x":[{{x}}],"y":[{{x}}]}]}]}"""), None);

        result.Error.ShouldNotBeNull().Message.ShouldContain("at most 20,000 are taken");
    }

    private static RunOutputs Outputs(NotificationsFixture fixture, string json)
    {
        var folder = Path.Combine(fixture.Folder, "run-1");
        Directory.CreateDirectory(Path.Combine(folder, "reports", "0"));
        File.WriteAllText(Path.Combine(folder, "reports", "0", "report.json"), json);
        return new RunOutputs
        {
            RunId = "run-1",
            Workflow = "evaluate",
            Role = "evaluator",
            Commit = "c0ffee",
            Folder = folder,
            StartedAt = fixture.Time.GetUtcNow(),
            ReportTopics = ["ml-team"],
        };
    }
}
