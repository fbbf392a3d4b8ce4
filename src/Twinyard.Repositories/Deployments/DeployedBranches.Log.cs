using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.Deployments;

internal sealed partial class DeployedBranches
{
    [LoggerMessage(EventId = 1506, Level = LogLevel.Error, Message = "{Commit} of {Repository} is deployed, but its default branch could not be moved there; the next merge or start tries again")]
    private partial void LogNotMoved(Exception exception, string repository, string commit);
}
