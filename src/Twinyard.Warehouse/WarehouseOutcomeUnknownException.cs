namespace Twinyard.Warehouse;

/// <summary>
/// The connection to the node that holds the warehouse broke between a commit and its answer: the unit of work was kept as a whole or not at
/// all, and which of the two is not known. Whoever repeats it must be able to see what it did before.
/// </summary>
public sealed class WarehouseOutcomeUnknownException(Exception inner) : Exception(
    "The connection to the node that holds the warehouse broke while it committed; whether it did is not known. Look before the work is repeated.", inner);
