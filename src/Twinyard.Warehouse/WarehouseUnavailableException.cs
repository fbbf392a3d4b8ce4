namespace Twinyard.Warehouse;

/// <summary>The warehouse could not be reached, or was laid down meanwhile. Nothing of the unit of work was kept; it may be tried again.</summary>
public sealed class WarehouseUnavailableException(string message, Exception? inner) : Exception(message, inner)
{
    internal static WarehouseUnavailableException LaidDown(Exception? inner) => new(
        "The warehouse was laid down on this server while the work was under way; nothing of it was kept. Another node takes it up, or the server is stopping: try again.", inner);
}
