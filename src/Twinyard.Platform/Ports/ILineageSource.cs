namespace Twinyard.Platform.Ports;

/// <summary>
/// A room's part of the way from a decision back to who approved it:
/// decision → device, model version → dataset version, run → commit → proposal → approver.
/// </summary>
public interface ILineageSource
{
    /// <summary>Kinds of node that this source resolves, such as <c>decision</c>.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <returns>Null when there is no such node.</returns>
    Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken);
}

/// <param name="Kind"><c>decision</c>, <c>device</c>, <c>model-version</c>, <c>dataset</c>, <c>run</c>, <c>commit</c>, <c>proposal</c>.</param>
public readonly record struct LineageReference(string Kind, string Id);

/// <param name="Title">One line for people.</param>
/// <param name="Facts">What a reader wants to see of it, in order.</param>
/// <param name="From">What it came from.</param>
public sealed record LineageNode(LineageReference Self, string Title, IReadOnlyList<KeyValuePair<string, string>> Facts, IReadOnlyList<LineageReference> From);
