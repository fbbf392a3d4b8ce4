namespace Twinyard.Signals.Alarms;

internal sealed class AlarmRow
{
    public string Name { get; init; } = "";

    public string Specification { get; init; } = "";

    public string State { get; init; } = "";

    public string Reason { get; init; } = "";

    public long StateSince { get; init; }
}

internal sealed class AlarmHistoryRow
{
    public long At { get; init; }

    public string State { get; init; } = "";

    public string Previous { get; init; } = "";

    public string Reason { get; init; } = "";

    public double? Value { get; init; }
}
