namespace Twinyard.Events;

/// <summary>Section <c>Events</c> of the configuration.</summary>
public sealed class EventsOptions
{
    public const string Section = "Events";

    /// <value>How often a consumer is tried on one event before the event becomes a dead letter. Default 8: about two minutes.</value>
    public int Attempts { get; set; } = 8;

    /// <value>Days that events and dead letters are kept. Default 30. An event that a consumer has not had yet stays longer.</value>
    public int RetentionDays { get; set; } = 30;
}
