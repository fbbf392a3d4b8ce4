using Twinyard.Notifications.Topics;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Notifications.Tests;

public sealed class TopicTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Apply_Again_ReplacesTheSubscriptions(DatabaseEngine engine)
    {
        await using var fixture = await NotificationsFixture.StartAsync(engine);
        await fixture.ApplyTopicAsync("ml-team", """{"description":null,"subscriptions":[{"email":"cay@example.org"}]}""");
        await fixture.ApplyTopicAsync("a-topic", """{"description":"x","subscriptions":[]}""");

        var topics = (await fixture.Get<ITopics>().ListAsync(new PageRequest(null, null), None)).Items;

        topics.Select(topic => (topic.Name, topic.Description, string.Join(",", topic.Subscriptions.Select(s => s.Email))))
            .ShouldBe([("a-topic", "x", ""), ("ml-team", null, "cay@example.org")]);
        (await fixture.Database.ReadAsync(session => fixture.TopicKind.ListAsync(session, None), None)).Keys.Order().ShouldBe(["a-topic", "ml-team"]);

        await fixture.Database.WriteAsync(session => fixture.TopicKind.DeleteAsync("ml-team", fixture.Context, session, None), None);
        (await fixture.Get<ITopics>().GetAsync("ml-team", None)).Error.ShouldBeOfType<NotFoundError>();
    }

    [Fact]
    public async Task Read_Declaration_IsCanonical()
    {
        await using var fixture = await NotificationsFixture.StartAsync();

        var (reading, problems) = Read(fixture, "subscriptions: [{ email: z@example.org }, { email: a@example.org }]\ndescription: Team");

        problems.ShouldBeEmpty();
        reading.Specification.ShouldBe("""{"description":"Team","subscriptions":[{"email":"a@example.org"},{"email":"z@example.org"}]}""");
    }

    [Theory]
    [InlineData("subscriptions: [{ email: nonsense }]", "subscriptions[0].email", "is not an email address")]
    [InlineData("subscriptions: [{ mail: a@b }]", "subscriptions[0].mail", "Did you mean 'email'?")]
    [InlineData("subscriptions: [a@b]", "subscriptions[0]", "mapping")]
    [InlineData("subscription: []", "subscription", "Did you mean 'subscriptions'?")]
    public async Task Read_BrokenDeclaration_NamesTheKey(string yaml, string key, string message)
    {
        await using var fixture = await NotificationsFixture.StartAsync();

        var (_, problems) = Read(fixture, yaml);

        problems.ShouldContain(problem => problem.Key == key && problem.Message.Contains(message));
    }

    private static (ResourceReading Reading, IReadOnlyList<Problem> Problems) Read(NotificationsFixture fixture, string yaml)
    {
        var body = ManifestDocument.Parse("resources/topics/t.yaml", yaml).Value;
        return (fixture.TopicKind.Read(new ResourceDeclaration("topic", "t", body, _ => true)), body.Problems.Items);
    }
}
