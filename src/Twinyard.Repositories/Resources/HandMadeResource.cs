namespace Twinyard.Repositories.Resources;

/// <summary>A row of <c>repositories_resources_by_hand</c>.</summary>
internal sealed class HandMadeResource
{
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    public string ChangedBy { get; init; } = "";

    public long ChangedAt { get; init; }
}
