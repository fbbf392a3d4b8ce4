using System.Text.Json.Nodes;

namespace Twinyard.Events.Bus;

/// <summary>Something that happened, as its author knows it; the bus adds id, time and account.</summary>
/// <param name="Source">Such as <c>twinyard.models</c>; sources starting with <c>twinyard.</c> are the system's own.</param>
/// <param name="DetailType">Such as <c>model.released</c>.</param>
/// <param name="Resources">Names such as <c>tyr:dev:models:model/rul</c>.</param>
public sealed record NewEvent(string Source, string DetailType, JsonObject Detail)
{
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Given where the same happening may be told twice: the second is ignored.</summary>
    public string? Id { get; init; }
}
