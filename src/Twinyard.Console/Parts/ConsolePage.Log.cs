using Microsoft.Extensions.Logging;

namespace Twinyard.WebConsole.Parts;

public abstract partial class ConsolePage
{
    [LoggerMessage(2250, LogLevel.Warning, "The open page {Page} could not read again; it keeps what it shows and tries on")]
    private static partial void LogRefreshFailed(ILogger logger, string page, Exception exception);
}
