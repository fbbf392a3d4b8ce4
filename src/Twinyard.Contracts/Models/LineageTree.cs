namespace Twinyard.Contracts.Models;

/// <summary>Where something came from, back to who approved it.</summary>
/// <param name="Kind"><c>decision</c>, <c>device</c>, <c>model-version</c>, <c>dataset</c>, <c>run</c>, <c>commit</c>, <c>proposal</c>.</param>
/// <param name="Title">One line for people.</param>
/// <param name="Note">Why there is nothing below: not known any more, told above, or too deep. Empty otherwise.</param>
public sealed record LineageTree(
    string Kind, string Id, string Title, IReadOnlyList<LineageFact> Facts, string Note, IReadOnlyList<LineageTree> From);

public sealed record LineageFact(string Name, string Value);
