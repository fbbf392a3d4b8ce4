namespace Twinyard.Warehouse;

/// <summary>The warehouse is not open on this server. Thrown before anything of a unit of work was begun, so it may be done elsewhere.</summary>
internal sealed class WarehouseNotHereException() : Exception("The warehouse is not open on this server: it is starting, stopping, or another node is elected. Try again.");
