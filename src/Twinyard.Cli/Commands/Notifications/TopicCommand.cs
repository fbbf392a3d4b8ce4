using System.CommandLine;
using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Notifications;

/// <summary><c>twinyard topic list|publish</c>.</summary>
internal static class TopicCommand
{
    public static Command Build()
    {
        var name = new Argument<string>("topic") { Description = "The topic's name" };
        var subject = new Argument<string>("subject") { Description = "The message's subject" };
        var text = new Argument<string>("text") { Description = "The message itself" };
        return new Command("topic", "Topics and who is subscribed to them")
        {
            new Command("list", "List the topics").Does(ListAsync),
            new Command("publish", "Send a message to a topic's subscribers") { name, subject, text }
                .Does((call, token) => PublishAsync(call, call.Get(name), new TopicMessage(call.Get(subject), call.Get(text)), token)),
        };
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var topics = await call.Api.GetAsync<Page<TopicSummary>>("topics?limit=1000", cancellationToken);
        call.Out.Result(topics, _ => call.Out.Table(
            topics.Items,
            "No topics are deployed.",
            ("TOPIC", topic => topic.Name),
            ("DESCRIPTION", topic => topic.Description),
            ("SUBSCRIPTIONS", topic => topic.Subscriptions.Select(subscription => subscription.Email))));
    }

    private static async Task PublishAsync(CliCall call, string topic, TopicMessage message, CancellationToken cancellationToken)
    {
        var published = await call.Api.PostAsync<TopicPublished>($"topics/{Uri.EscapeDataString(topic)}/publish", message, cancellationToken);
        call.Out.Result(published, _ =>
        {
            foreach (var id in published.MessageIds)
            {
                call.Out.Line(id);
            }
        });
        if (published.MessageIds.Count == 0)
        {
            call.Out.Note($"Nobody is subscribed to {topic}; nothing was sent.");
        }
    }
}
