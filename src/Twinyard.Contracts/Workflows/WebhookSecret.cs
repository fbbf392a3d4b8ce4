namespace Twinyard.Contracts.Workflows;

/// <summary>A webhook's new secret; shown this once. The one before is not taken any more.</summary>
/// <param name="Url">Where deliveries are posted to.</param>
public sealed record WebhookSecret(string Workflow, string Webhook, string Url, string Secret, DateTimeOffset CreatedAt);

/// <param name="EventId">The event that the delivery became; the same for the same delivery.</param>
public sealed record WebhookReceipt(string EventId);
