using System.Data.Common;

namespace Twinyard.Warehouse;

/// <summary>A statement failed on the node that holds the warehouse; the message is the database's. Where it is held here, the driver's own <see cref="DbException"/> is thrown.</summary>
public sealed class WarehouseException(string message) : DbException(message);
