namespace Twinyard.Signals.Alarms;

/// <summary>What alarms tell the bus.</summary>
internal static class AlarmEvents
{
    public const string Source = "twinyard.signals";
    public const string Changed = "alarm.state-changed";
}
