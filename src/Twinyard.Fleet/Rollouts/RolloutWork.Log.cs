using Microsoft.Extensions.Logging;

namespace Twinyard.Fleet.Rollouts;

internal sealed partial class RolloutWork
{
    [LoggerMessage(EventId = 2161, Level = LogLevel.Information, Message = "Rollout {Rollout} of {Model}@{Version}: {Reason}")]
    private partial void LogMoved(string rollout, string model, string version, string reason);

    [LoggerMessage(EventId = 2162, Level = LogLevel.Error, Message = "Rollout {Rollout} could not be moved on; the others are not held up")]
    private partial void LogFailed(Exception exception, string rollout);
}
