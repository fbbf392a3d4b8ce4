using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Steps;

/// <summary>In the log of a run with steps each line begins with its step: <c>train[2] | …</c>.</summary>
internal static class StepLog
{
    public static string Prefix(string label) => $"{label} | ";

    /// <param name="step">A step, for the lines of all its items, or one item of it: <c>train[2]</c>.</param>
    public static bool Is(string line, string step)
    {
        var end = line.IndexOf(" | ", StringComparison.Ordinal);
        if (end < 0 || !line.StartsWith(step, StringComparison.Ordinal))
        {
            return false;
        }

        var label = line[..end];
        return label == step || (label.StartsWith($"{step}[", StringComparison.Ordinal) && label.EndsWith(']') && !label.Contains(' ', StringComparison.Ordinal));
    }

    /// <returns>Null for a step that the run has, or an item of one.</returns>
    public static NotFoundError? NotFound(RunDetail run, string step)
    {
        string[] names = [.. run.Steps.Select(one => one.Name)];
        var name = step.Split('[')[0];
        return names.Contains(name)
            ? null
            : new NotFoundError("step-not-found", $"The run {run.Summary.Id} has no step '{name}'.{Suggestion.For(name, names)}", names.Length == 0 ? "It is one script; read its whole log." : $"Its steps are {string.Join(", ", names)}.");
    }
}
