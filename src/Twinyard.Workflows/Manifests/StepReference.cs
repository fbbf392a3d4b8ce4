using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Manifests;

/// <summary>
/// What stands in <c>${{ … }}</c>: <c>steps.NAME.outputs</c>, <c>matrix</c>, <c>event</c> or <c>input</c>, each with further names behind dots. A number
/// takes an item of a list, from 0.
/// </summary>
/// <param name="Step">The step whose outputs are meant; null for the other roots.</param>
/// <param name="Path">What follows the root.</param>
internal sealed record StepReference(string Text, string Root, string? Step, IReadOnlyList<string> Path)
{
    public const string Steps = "steps";
    public const string Matrix = "matrix";
    public const string Event = "event";
    public const string Input = "input";

    private const string Outputs = "outputs";

    public static Result<StepReference> Parse(string text)
    {
        var names = text.Trim().Split('.');
        if (names.Any(name => name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
        {
            return Wrong($"'{text.Trim()}' is not a reference.");
        }

        if (names[0] is Matrix or Event or Input)
        {
            return new StepReference(string.Join('.', names), names[0], null, names[1..]);
        }

        if (names[0] != Steps)
        {
            return Wrong($"A reference begins with steps, matrix, event or input, not with '{names[0]}'.{Suggestion.For(names[0], [Steps, Matrix, Event, Input])}");
        }

        return names.Length >= 3 && names[2] == Outputs
            ? new StepReference(string.Join('.', names), Steps, names[1], names[3..])
            : Wrong($"'{text.Trim()}' names no outputs of a step.");
    }

    /// <summary>
    /// A member of the event or the input that is not there is null, because nobody promised it. Of a step's outputs and of the matrix it is an error.
    /// </summary>
    public Result<JsonNode?> Resolve(StepValues values)
    {
        var value = Root switch
        {
            Steps => values.OutputsOf(Step!), // the parser has set it for this root
            Matrix => values.Item,
            Event => values.Event,
            _ => values.Input,
        };
        foreach (var name in Path)
        {
            if (!TryTake(value, name, out value))
            {
                return Root is Event or Input
                    ? Result<JsonNode?>.Ok(null)
                    : new NotFoundError("step-value-missing", $"${{{{ {Text} }}}} has no '{name}'.", Root == Steps ? $"The step {Step} did not give it: a script gives its outputs with the SDK's output call." : "The item of the matrix has no such member.");
            }
        }

        return Result<JsonNode?>.Ok(value);
    }

    private static bool TryTake(JsonNode? value, string name, out JsonNode? taken)
    {
        taken = null;
        return value switch
        {
            JsonObject members => members.TryGetPropertyValue(name, out taken),
            JsonArray items when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count => (taken = items[at]) is var _,
            _ => false,
        };
    }

    private static InvalidError Wrong(string message) => new(
        "step-reference-invalid", message, "Write ${{ steps.NAME.outputs.KEY }}, ${{ matrix }}, ${{ matrix.KEY }}, ${{ event.… }} or ${{ input.… }}.");
}
