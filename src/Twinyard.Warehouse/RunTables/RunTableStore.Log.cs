using Microsoft.Extensions.Logging;

namespace Twinyard.Warehouse.RunTables;

internal sealed partial class RunTableStore
{
    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "Column {Column} of table {Table} became text: run {RunId} wrote {Kind} while another run made it {Type}")]
    private partial void LogWidened(string table, string column, string runId, string kind, string type);
}
