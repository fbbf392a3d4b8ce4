using System.Text.Json.Nodes;
using MimeKit;
using Twinyard.Events.Bus;
using Twinyard.Events.Delivery;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Notifications.Tests;

public sealed class AlarmNotifierTests
{
    [Theory, EveryDatabase]
    public async Task Handle_AlarmAndRecovery_TellEverySubscriber(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);

        await fixture.DeliverAsync(Changed("INSUFFICIENT_DATA", "OK"));
        await fixture.DeliverAsync(Changed("OK", "ALARM"));
        await fixture.DeliverAsync(Changed("ALARM", "OK"));
        await fixture.DeliverAsync(Changed("ALARM", "INSUFFICIENT_DATA"));

        (await fixture.MessagesAsync()).Select(message => (message.Recipient, message.Subject, message.Kind)).ShouldBe(
            [
                ("ann@example.org", "[Twinyard dev] ALARM evaluate/rmse", "alarm"),
                ("ben@example.org", "[Twinyard dev] ALARM evaluate/rmse", "alarm"),
                ("ann@example.org", "[Twinyard dev] OK evaluate/rmse", "alarm"),
                ("ben@example.org", "[Twinyard dev] OK evaluate/rmse", "alarm"),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Handle_Alarm_MailSaysWhatAndWhyAndWhere()
    {
        await using var fixture = await NotificationsFixture.StartAsync();
        await fixture.DeliverAsync(Changed("OK", "ALARM"));
        await fixture.RunAsync();

        using var mail = await MimeMessage.LoadAsync(Directory.GetFiles(Path.Combine(fixture.Folder, "mail"))[0]);

        mail.HtmlBody.ShouldNotBeNull().ShouldContain("2 of 3 data points were &gt; 20");
        mail.HtmlBody.ShouldNotBeNull().ShouldContain("http://127.0.0.1:7171/workflows/evaluate");
        mail.HtmlBody.ShouldNotBeNull().ShouldNotContain("<script>");
        mail.TextBody.ShouldNotBeNull().ShouldContain("Why: 2 of 3 data points were > 20");
        mail.TextBody.ShouldNotBeNull().ShouldContain("Newest value: 23.5");
    }

    [Theory, EveryDatabase]
    public async Task Handle_NoTopicOfTheAlarmIsThere_IsUndeliverable(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        var unknown = Changed("OK", "ALARM");
        unknown.Detail["notify"] = new JsonArray("nobody");

        var refusal = await Should.ThrowAsync<UndeliverableException>(() => fixture.DeliverAsync(unknown));

        (refusal.Code, refusal.Target).ShouldBe(("no-such-target", "topic/nobody"));
        refusal.Message.ShouldContain("evaluate/rmse");
    }

    [Theory, EveryDatabase]
    public async Task Handle_SomeTopicOfTheAlarmIsThere_ItsSubscribersAreTold(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        var partly = Changed("OK", "ALARM");
        partly.Detail["notify"] = new JsonArray("nobody", "ml-team");

        await fixture.DeliverAsync(partly);

        (await fixture.MessagesAsync()).Select(message => message.Topic).ShouldBe(["ml-team", "ml-team"]);
    }

    [Fact]
    public async Task Handle_EventIsAnotherOrNobodyIsToBeTold_NothingIsSent()
    {
        await using var fixture = await NotificationsFixture.StartAsync();
        var silent = Changed("OK", "ALARM");
        silent.Detail["notify"] = new JsonArray();

        await fixture.DeliverAsync(silent);
        await fixture.DeliverAsync(Changed("OK", "ALARM") with { Source = "script.evaluate" });

        (await fixture.MessagesAsync()).ShouldBeEmpty();
    }

    private static EventEnvelope Changed(string previous, string state) => new(
        1,
        "e1",
        "twinyard.signals",
        "alarm.state-changed",
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        [],
        new JsonObject
        {
            ["alarm"] = "evaluate/rmse",
            ["state"] = state,
            ["previous"] = previous,
            ["reason"] = "2 of 3 data points were > 20 (needed: 2 of 3).",
            ["value"] = 23.5,
            ["condition"] = "avg rmse > 20 for 2 of 3 periods of 60s",
            ["description"] = "<script>alert(1)</script>",
            ["workflow"] = "evaluate",
            ["notify"] = new JsonArray("ml-team"),
        });
}
