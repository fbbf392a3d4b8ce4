namespace Twinyard.WebConsole.Parts;

/// <summary>One mark on a strip: what became of one occurrence.</summary>
/// <param name="State">Decides the colour; kebab-case.</param>
/// <param name="Title">The tooltip: when, what, why.</param>
public sealed record Tick(string State, string Title, string? Href);
