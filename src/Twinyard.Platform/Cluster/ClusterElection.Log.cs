using Microsoft.Extensions.Logging;

namespace Twinyard.Platform.Cluster;

internal sealed partial class ClusterElection
{
    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Node {Node} is elected")]
    private partial void LogElected(string node);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Node {Node} is no longer elected")]
    private partial void LogNoLongerElected(string node);

    [LoggerMessage(EventId = 103, Level = LogLevel.Warning, Message = "Node {Node} could not take up what the elected node does, and gives the election back: {Reason}")]
    private partial void LogNotTakenUp(string node, string reason);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Node {Node} could not say that it is there; it stops being elected when its term ends")]
    private partial void LogNotHeard(Exception exception, string node);
}
