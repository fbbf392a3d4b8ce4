namespace Twinyard.Twins.Configuration;

/// <summary>When a twin is started and stopped, in the grammar of schedules: <c>cron(…)</c> or <c>at(…)</c>.</summary>
public sealed class TwinSchedule
{
    /// <summary>Null for not at all.</summary>
    public string? Start { get; set; }

    /// <summary>Null for not at all.</summary>
    public string? Stop { get; set; }

    /// <summary>IANA name, on whose wall clock both are read.</summary>
    /// <value><c>UTC</c>.</value>
    public string Timezone { get; set; } = "UTC";
}
