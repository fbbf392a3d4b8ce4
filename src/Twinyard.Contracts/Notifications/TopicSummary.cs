namespace Twinyard.Contracts.Notifications;

public sealed record TopicSummary(string Name, string? Description, IReadOnlyList<TopicSubscription> Subscriptions);

public sealed record TopicSubscription(string Email);

/// <summary>Body of <c>POST /api/v1/topics/{name}/publish</c>.</summary>
/// <param name="Subject">One line, at most 200 characters.</param>
/// <param name="Text">Plain text, at most 100 000 characters.</param>
public sealed record TopicMessage(string Subject, string Text);

/// <param name="MessageIds">One message a subscription.</param>
public sealed record TopicPublished(IReadOnlyList<string> MessageIds);
