using Microsoft.Extensions.Logging;

namespace Twinyard.Access.Secrets.Sealed;

internal sealed partial class PlainValueSealing
{
    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "{Count} {What}, which an earlier version kept as they are, are encrypted now. Keep a copy of the key file; copies of the data from before have them as they were.")]
    private partial void LogSealed(int count, string what);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Error, Message = "The {What} that an earlier version kept as they are cannot be encrypted, and stay so until the next start: {Reason}")]
    private partial void LogNotSealed(string what, string reason);
}
