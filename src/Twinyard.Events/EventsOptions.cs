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

    /// <value>Days that dead letters are kept, and events unless <see cref="ArchiveDays"/> says otherwise. Default 30.</value>
    public int RetentionDays { get; set; } = 30;

    /// <value>
    /// Days that events are kept, and can be replayed. Default: as <see cref="RetentionDays"/>. An event that a consumer or a running replay has not had yet,
    /// or that a dead letter may bring back, stays longer.
    /// </value>
    public int? ArchiveDays { get; set; }
}
