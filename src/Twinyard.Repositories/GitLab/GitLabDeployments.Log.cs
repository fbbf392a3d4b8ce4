using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.GitLab;

internal sealed partial class GitLabDeployments
{
    [LoggerMessage(EventId = 1509, Level = LogLevel.Error, Message = "{Commit} of {Repository}, from GitLab, could not be deployed; the next pass tries again")]
    private partial void LogNotDeployed(Exception exception, string repository, string commit);
}
