using Microsoft.Extensions.Logging;

namespace Twinyard.Warehouse.Tables;

internal sealed partial class ElectedWarehouse
{
    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "Work on the warehouse did not end within {Wait} after it was laid down; it commits nothing any more, and the file is free when it ends")]
    private partial void LogHeld(TimeSpan wait);
}
