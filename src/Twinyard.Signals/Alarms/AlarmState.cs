namespace Twinyard.Signals.Alarms;

/// <summary>The three states, as CloudWatch writes them.</summary>
public static class AlarmState
{
    public const string Ok = "OK";
    public const string Alarm = "ALARM";
    public const string InsufficientData = "INSUFFICIENT_DATA";
}
