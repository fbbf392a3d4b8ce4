using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Plans;

/// <summary>The steps of a workflow that has some: the rows, then each object, then the rest.</summary>
internal static class SteppedWorkflow
{
    public const string Rows = "rows";
    public const string Object = "object";
    public const string Rest = "rest";

    public static readonly IReadOnlyList<string> Scripts = [Rows + ChaosTwin.Extension, Object + ChaosTwin.Extension, Rest + ChaosTwin.Extension];

    /// <summary>Names of all executions of a run that succeeds, and what each of them needs.</summary>
    public static readonly IReadOnlyList<string> Executions = [$"{Rows}.0", .. ScriptedOutputs.Objects.Select((_, i) => $"{Object}.{i}"), $"{Rest}.0"];

    /// <summary>As a part of the manifest's <c>run:</c>.</summary>
    public static string Steps =>
        $"steps: {{ {Rows}: {{ script: {Scripts[0]} }}, {Object}: {{ script: {Scripts[1]}, needs: {Rows}, matrix: [{string.Join(", ", ScriptedOutputs.Objects)}] }}, {Rest}: {{ script: {Scripts[2]}, needs: {Object} }} }}";
}
