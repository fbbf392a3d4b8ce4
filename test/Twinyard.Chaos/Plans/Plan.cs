namespace Twinyard.Chaos.Plans;

/// <summary>What one commit declares.</summary>
internal sealed record Plan(int Number, IReadOnlyList<WorkflowDefinition> Workflows)
{
    /// <summary>The same without schedules, so that nothing new is due and all can settle.</summary>
    public Plan Quiet(int number) => new(number, [.. Workflows.Select(workflow => workflow with { Schedules = [] })]);
}
