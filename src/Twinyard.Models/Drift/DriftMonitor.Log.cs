using Microsoft.Extensions.Logging;

namespace Twinyard.Models.Drift;

internal sealed partial class DriftMonitor
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "{Model} v{Version}: group '{Group}' has drifted, most in {Column} (PSI {Psi:0.00}). {Reason}")]
    private partial void LogDrifted(string model, int version, string group, string column, double psi, string reason);
}
