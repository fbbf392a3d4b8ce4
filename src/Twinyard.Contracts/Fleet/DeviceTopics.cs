namespace Twinyard.Contracts.Fleet;

/// <summary>The MQTT topics of a device, <c>ty/v1/{device}/…</c>. A device reaches its own subtree only.</summary>
public static class DeviceTopics
{
    public const string Prefix = "ty/v1/";

    /// <summary>The stream of telemetry that an agent uses unless told otherwise.</summary>
    public const string DefaultStream = "main";

    public static string Telemetry(string device, string stream) => $"{Prefix}{device}/t/{stream}";

    public static string Decisions(string device) => $"{Prefix}{device}/d";

    public static string Profiles(string device) => $"{Prefix}{device}/p";

    public static string Log(string device) => $"{Prefix}{device}/log";

    /// <summary>Server to device, retained: a device that was away reads it when it is back.</summary>
    public static string DesiredShadow(string device) => $"{Prefix}{device}/shadow/desired";

    public static string ReportedShadow(string device) => $"{Prefix}{device}/shadow/reported";
}
