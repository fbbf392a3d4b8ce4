using Twinyard.Contracts.Fleet;

namespace Twinyard.Fleet.Broker;

internal enum TopicPurpose
{
    Unknown,
    Telemetry,
    Decisions,
    Profiles,
    Log,
    DesiredShadow,
    ReportedShadow,
}

/// <summary>What a topic of a device's subtree is for.</summary>
/// <param name="Stream">Of telemetry; otherwise the purpose's own letter, under which its numbers are tracked.</param>
internal readonly record struct DeviceTopic(TopicPurpose Purpose, string Stream)
{
    public const int MaximumStream = 64;

    /// <returns>Purpose unknown when the topic is outside the device's subtree or not one of the known ones.</returns>
    public static DeviceTopic Parse(string device, string topic)
    {
        if (!IsWithin(device, topic))
        {
            return default;
        }

        var rest = topic[(DeviceTopics.Prefix.Length + device.Length + 1)..];
        return rest switch
        {
            "d" => new(TopicPurpose.Decisions, "d"),
            "p" => new(TopicPurpose.Profiles, "p"),
            "log" => new(TopicPurpose.Log, "log"),
            "shadow/desired" => new(TopicPurpose.DesiredShadow, ""),
            "shadow/reported" => new(TopicPurpose.ReportedShadow, ""),
            _ when rest.StartsWith("t/", StringComparison.Ordinal) && IsStream(rest.AsSpan(2)) => new(TopicPurpose.Telemetry, rest[2..]),
            _ => default,
        };
    }

    public static bool IsWithin(string device, string topic) =>
        topic.StartsWith(DeviceTopics.Prefix, StringComparison.Ordinal)
        && topic.Length > DeviceTopics.Prefix.Length + device.Length + 1
        && topic.AsSpan(DeviceTopics.Prefix.Length).StartsWith(device, StringComparison.Ordinal)
        && topic[DeviceTopics.Prefix.Length + device.Length] == '/';

    private static bool IsStream(ReadOnlySpan<char> stream) =>
        stream.Length is > 0 and <= MaximumStream && stream.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") < 0;
}
