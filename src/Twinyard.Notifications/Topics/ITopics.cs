using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Topics;

/// <summary>Topics and who is subscribed to them.</summary>
public interface ITopics
{
    /// <summary>By name.</summary>
    Task<Page<TopicSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<TopicSummary>> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>One message a subscription, durable in the outbox when this returns; delivery follows in the background.</summary>
    Task<Result<TopicPublished>> PublishAsync(string name, TopicMessage message, CancellationToken cancellationToken);
}
