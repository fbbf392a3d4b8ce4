namespace Twinyard.Contracts.Workflows;

/// <param name="Kind">Such as <c>object</c>, <c>table</c>, <c>metrics</c> or <c>result</c>.</param>
/// <param name="Verdict"><c>identical</c>, <c>different</c>, <c>missing</c> (not there this time), <c>added</c> (not there the first time) or, of an input, <c>not pinned</c>.</param>
/// <param name="Difference">Where it differs first; null where it does not, or where that was not kept.</param>
public sealed record ReproducedItem(string Kind, string Name, string Verdict, string? Difference)
{
    public const string Identical = "identical";
    public const string Different = "different";
    public const string Missing = "missing";
    public const string Added = "added";
    public const string NotPinned = "not pinned";
}
