using Microsoft.Extensions.Logging;

namespace Twinyard.Access.Certificates;

internal sealed partial class ServerTls
{
    [LoggerMessage(EventId = 1181, Level = LogLevel.Information, Message = "The certificate of the server was renewed: {Subject}, until {End:u}")]
    private partial void LogRenewed(string subject, DateTime end);

    [LoggerMessage(EventId = 1182, Level = LogLevel.Warning, Message = "The certificate of the server was not renewed, and the one before is shown until {End:u}: {Cause}")]
    private partial void LogNotRenewed(string cause, DateTime end);
}
