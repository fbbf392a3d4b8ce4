namespace Twinyard.Sdk.Training.Data;

/// <summary>Sets whole entities aside. Rows of one machine are too alike: split row by row, a test would be a look at the training set.</summary>
public static class HoldOut
{
    /// <summary>Splits entities at random, equally for equal seeds and equal entities.</summary>
    /// <param name="share">Of the entities that are held out, at least one.</param>
    public static (IReadOnlyList<T> Training, IReadOnlyList<T> HeldOut) ByEntity<T>(IReadOnlyList<T> entities, double share, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(entities.Count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        var order = entities.ToArray();
        new Random(seed).Shuffle(order);
        var heldOut = Math.Clamp((int)Math.Round(share * order.Length), 1, order.Length - 1);
        return (order[heldOut..], order[..heldOut]);
    }
}
