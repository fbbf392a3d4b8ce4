namespace Twinyard.WebConsole.Parts;

/// <summary>One mark on a strip: what became of one occurrence.</summary>
/// <param name="Key">Tells it from the others on the strip.</param>
/// <param name="State">Decides colour and shape; kebab-case.</param>
/// <param name="Count">Ticks that the mark stands for.</param>
/// <param name="Title">When, what, why.</param>
public sealed record Tick(string Key, string State, long Count, string Title, string? Href);
