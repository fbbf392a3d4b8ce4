using Microsoft.Extensions.Logging;

namespace Twinyard.Repositories.Http;

internal sealed partial class GitBackend
{
    [LoggerMessage(EventId = 1503, Level = LogLevel.Error, Message = "git http-backend gave no answer for {Repository} (exit code {ExitCode}): {Complaint}")]
    private partial void LogNoAnswer(string repository, int exitCode, string complaint);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Information, Message = "The client left before {Path} of {Repository} was answered")]
    private partial void LogAborted(string repository, string path);
}
