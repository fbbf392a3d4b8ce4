using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.GitLab;

internal sealed partial class GitLabWork
{
    [LoggerMessage(EventId = 1510, Level = LogLevel.Warning, Message = "The delivery {Delivery} of GitLab for {Repository} could not be followed in attempt {Attempt}: {Reason}")]
    private partial void LogNotFollowed(string repository, string delivery, long attempt, string reason);
}
