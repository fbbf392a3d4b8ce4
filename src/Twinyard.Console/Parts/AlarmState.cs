namespace Twinyard.WebConsole.Parts;

/// <summary>CloudWatch's spelling of an alarm's state (<c>INSUFFICIENT_DATA</c>) as the console's.</summary>
internal static class AlarmState
{
    public const string Alarm = "alarm";

    public static string Of(string state) => state.ToLowerInvariant().Replace('_', '-');
}
