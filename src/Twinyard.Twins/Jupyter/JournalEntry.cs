using System.Text.Json.Nodes;

namespace Twinyard.Twins.Jupyter;

/// <summary>A line of a kernel's journal.</summary>
/// <param name="Type">The message's type, or <c>twinyard.…</c> for what the run's own code tells.</param>
/// <param name="Parent">The request's id.</param>
internal sealed record JournalEntry(string Type, string Parent, JsonObject Content);
