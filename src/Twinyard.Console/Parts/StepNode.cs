namespace Twinyard.WebConsole.Parts;

/// <summary>A step in a graph.</summary>
/// <param name="Needs">Names of the steps that come before it.</param>
/// <param name="State">As the API spells it; null for a step that is only declared.</param>
/// <param name="Detail">A short second line, such as the script or how many items are done.</param>
public sealed record StepNode(string Name, IReadOnlyList<string> Needs, string? State, string Detail)
{
    /// <summary>One that waits, or was not started, is nobody's concern.</summary>
    public string Look => State is null or "waiting" or "skipped" ? Tone.Quiet : Tone.Of(State);

    public string Line => State is null ? Detail : Detail.Length == 0 ? State : $"{State} · {Detail}";
}
