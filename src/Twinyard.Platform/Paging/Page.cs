namespace Twinyard.Platform.Paging;

/// <summary>One page of a list. <paramref name="Next"/> is the cursor of the page after it, null on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Cuts a query that asked for one row more than the page holds.</summary>
    public static Page<T> Cut(IReadOnlyList<T> oneMore, int size, Func<T, string> cursor) =>
        oneMore.Count <= size ? new(oneMore, null) : new([.. oneMore.Take(size)], cursor(oneMore[size - 1]));

    public Page<TOther> Map<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

/// <summary>Which page is asked for: after a cursor of the page before, at most <see cref="Size"/> items (1 to 1 000).</summary>
public readonly record struct PageRequest(string? After, int? Limit)
{
    public const int DefaultSize = 50;
    public const int MaximumSize = 1000;

    public int Size => Math.Clamp(Limit ?? DefaultSize, 1, MaximumSize);
}
