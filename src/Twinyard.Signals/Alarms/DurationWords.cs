namespace Twinyard.Signals.Alarms;

internal static class DurationWords
{
    /// <summary>A whole number of seconds as manifests write it: <c>60s</c>.</summary>
    public static string Of(TimeSpan duration) => $"{(long)duration.TotalSeconds}s";
}
