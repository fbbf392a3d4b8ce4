namespace Twinyard.Events;

/// <summary>Section <c>Events</c> of the configuration.</summary>
public sealed class EventsOptions
{
    public const string Section = "Events";

    /// <value>How often a consumer is tried on one event before the event becomes a dead letter. Default 185.</value>
    public int Attempts { get; set; } = 185;

    /// <value>How long a consumer is tried on one event, in minutes after the first failure. Default 1440: 24 hours.</value>
    public int RetryMinutes { get; set; } = 1440;

    /// <value>How often a consumer is tried on an event while later ones wait; after that they pass it. Default 3.</value>
    public int AttemptsInPlace { get; set; } = 3;

    /// <value>Days that events and dead letters are kept. Default 30. An event that a consumer has not had yet stays longer.</value>
    public int RetentionDays { get; set; } = 30;
}
