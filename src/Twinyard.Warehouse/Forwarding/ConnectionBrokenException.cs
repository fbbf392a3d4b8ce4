namespace Twinyard.Warehouse.Forwarding;

/// <summary>What it means for the unit of work depends on whether it had asked for its commit.</summary>
internal sealed class ConnectionBrokenException(string message, Exception? inner) : Exception(message, inner);
