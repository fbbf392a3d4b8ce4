using MimeKit;
using Twinyard.Access.Secrets;
using Twinyard.Contracts.Notifications;
using Twinyard.Notifications.Outbox;
using Twinyard.Notifications.Topics;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.TestKit.Databases;

namespace Twinyard.Notifications.Tests;

public sealed class DeliveryTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TopicMessage Message = new("Model is ready", "Version 2 is <ready>.\nSee the console.");

    [Theory, EveryDatabase]
    public async Task Publish_NoSmtpServer_EveryMessageBecomesAFile(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);

        var published = (await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None)).Value;
        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "pending");
        await fixture.RunAsync();

        var messages = await fixture.MessagesAsync();
        messages.Select(message => (message.Id, message.Recipient, message.State, message.Subject)).ShouldBe([
            (published.MessageIds[0], "ann@example.org", "kept", "[Twinyard dev] Model is ready"),
            (published.MessageIds[1], "ben@example.org", "kept", "[Twinyard dev] Model is ready")]);
        var path = Path.Combine(fixture.Folder, "mail", $"{messages[0].Id}.eml");
        using var mail = await MimeMessage.LoadAsync(path);
        mail.To.Mailboxes.Single().Address.ShouldBe("ann@example.org");
        mail.TextBody.ShouldNotBeNull().ShouldContain("Version 2 is <ready>.");
        mail.HtmlBody.ShouldNotBeNull().ShouldContain("Version 2 is &lt;ready&gt;.<br>See the console.");
        mail.MessageId.ShouldBe($"{messages[0].Id}@localhost");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Publish_SmtpServer_TakesTheMessage()
    {
        await using var smtp = new SmtpTestServer();
        await using var fixture = await StartAsync(smtp.Port);

        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);
        await fixture.RunAsync();
        await fixture.RunAsync();

        smtp.Received.Count.ShouldBe(2);
        smtp.Received[0].ShouldContain("Subject: [Twinyard dev] Model is ready");
        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "sent" && message.Attempts == 1 && message.SentAt != null);
        Directory.GetFiles(Path.Combine(fixture.Folder, "mail")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Delivery_PasswordIsASecret_IsReadForEachConnectionAndTriedAgainWithoutIt()
    {
        await using var smtp = new SmtpTestServer { OffersAuthentication = true };
        await using var fixture = await NotificationsFixture.StartAsync(
            DatabaseEngine.Sqlite,
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{smtp.Port}"), ("Smtp:Security", "none"), ("Smtp:User", "yard"), ("Smtp:Password", "secret:smtp-password"));
        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);

        await fixture.RunAsync();
        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "pending" && message.LastError == "Smtp:Password cannot be read. There is no secret 'smtp-password'.");
        fixture.Secrets.Values["smtp-password"] = "correct horse";
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.RunAsync();

        var said = Convert.ToBase64String("\0yard\0correct horse"u8);
        smtp.Authenticated.ShouldAllBe(line => line == "AUTH PLAIN " + said);
        smtp.Received.Count.ShouldBe(2);
        (await fixture.Database.ReadAsync(session => fixture.Get<ISecretUsers>().ListAsync(session, None), None)).ShouldBe([new SecretUser("smtp-password", "the setting Smtp:Password")]);
    }

    [Fact]
    public async Task Delivery_RecipientRefusedForGood_IsDeadAtOnce()
    {
        await using var smtp = new SmtpTestServer { RecipientAnswer = "550 5.1.1 no such user" };
        await using var fixture = await StartAsync(smtp.Port);

        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);
        await fixture.RunAsync();

        var message = (await fixture.MessagesAsync())[0];
        (message.State, message.Attempts).ShouldBe(("dead", 1));
        message.LastError.ShouldNotBeNull().ShouldContain("no such user");
        smtp.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Delivery_ServerRefusesForNow_IsTriedAgainAfterAWait()
    {
        await using var smtp = new SmtpTestServer { RecipientAnswer = "451 4.3.2 later" };
        await using var fixture = await StartAsync(smtp.Port);
        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);

        await fixture.RunAsync();
        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "pending" && message.Attempts == 1);
        smtp.RecipientAnswer = "250 ok";
        await fixture.RunAsync();
        smtp.Received.ShouldBeEmpty();
        fixture.Time.Advance(TimeSpan.FromSeconds(37));
        await fixture.RunAsync();

        smtp.Received.Count.ShouldBe(2);
        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "sent" && message.Attempts == 2 && message.LastError == null);
    }

    [Fact]
    public async Task Delivery_ServerIsGone_GivesUpAfterTheLastAttempt()
    {
        await using var fixture = await NotificationsFixture.StartAsync(
            DatabaseEngine.Sqlite, ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", "1"), ("Smtp:Security", "none"), ("Smtp:Attempts", "3"));
        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);

        for (var i = 0; i < 4; i++)
        {
            await fixture.RunAsync();
            fixture.Time.Advance(TimeSpan.FromHours(10));
        }

        (await fixture.MessagesAsync()).ShouldAllBe(message => message.State == "dead" && message.Attempts == 3 && message.LastError != null);
        Directory.GetFiles(Path.Combine(fixture.Folder, "mail")).Length.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Outbox_PagesAndDetail_NewestFirst(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        foreach (var subject in new[] { "first", "second" })
        {
            await fixture.Get<ITopics>().PublishAsync("ml-team", new TopicMessage(subject, "text"), None);
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var page = await fixture.Outbox.ListAsync(new PageRequest(null, 1), None);
        var rest = await fixture.Outbox.ListAsync(new PageRequest(page.Next, 10), None);

        page.Items.Single().Subject.ShouldEndWith("second");
        rest.Items.Count.ShouldBe(3);
        rest.Next.ShouldBeNull();
        var detail = (await fixture.Outbox.GetAsync(page.Items[0].Id, None)).Value;
        detail.Html.ShouldContain("second");
        detail.Text.ShouldContain("text");
        (await fixture.Outbox.GetAsync("../../etc/passwd", None)).Error.ShouldBeOfType<NotFoundError>();
        (await fixture.Outbox.OpenAsync("nothing", None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Fact]
    public async Task Retention_OldMessages_GoWithTheirFiles()
    {
        await using var fixture = await NotificationsFixture.StartAsync();
        await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);
        await fixture.RunAsync();
        fixture.Time.Advance(TimeSpan.FromDays(91));

        await fixture.RunAsync("outbox-retention");

        (await fixture.MessagesAsync()).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(fixture.Folder, "mail")).ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Retention_MoreThanOneBatchAndMarksOfRuns_AllOfThemGo(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        var store = fixture.Get<OutboxStore>();
        for (var i = 0; i < 101; i++)
        {
            await fixture.Get<ITopics>().PublishAsync("ml-team", Message, None);
        }

        var first = await fixture.Database.WriteAsync(session => store.ClaimRunAsync(session, "run-1", fixture.Time.GetUtcNow().ToUnixMicros(), None), None);
        await fixture.RunAsync();
        fixture.Time.Advance(TimeSpan.FromDays(91));

        await fixture.RunAsync("outbox-retention");

        (await fixture.MessagesAsync()).ShouldBeEmpty();
        first.ShouldBeTrue();
        (await fixture.Database.WriteAsync(session => store.ClaimRunAsync(session, "run-1", 0, None), None)).ShouldBeTrue("the mark is gone");
    }

    [Theory]
    [InlineData("nobody", "s", "t", "topic-not-found")]
    [InlineData("ml-team", "", "t", "message-subject")]
    [InlineData("ml-team", "two\nlines", "t", "message-subject")]
    public async Task Publish_NotPossible_SaysWhy(string topic, string subject, string text, string code)
    {
        await using var fixture = await NotificationsFixture.StartAsync();

        (await fixture.Get<ITopics>().PublishAsync(topic, new TopicMessage(subject, text), None)).Error.ShouldNotBeNull().Code.ShouldBe(code);
        (await fixture.MessagesAsync()).ShouldBeEmpty();
    }

    private static Task<NotificationsFixture> StartAsync(int port) =>
        NotificationsFixture.StartAsync(DatabaseEngine.Sqlite, ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{port}"), ("Smtp:Security", "none"));
}
