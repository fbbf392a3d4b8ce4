using System.Globalization;
using System.Text;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Plans;

/// <summary>A plan as files of the repository.</summary>
internal static class PlanFiles
{
    /// <returns>Texts by their paths.</returns>
    public static IReadOnlyDictionary<string, string> Of(Plan plan, string starts)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var workflow in plan.Workflows)
        {
            files[$"workflows/{workflow.Name}/workflow.yaml"] = Manifest(plan, workflow);
            foreach (var script in workflow.HasSteps ? SteppedWorkflow.Scripts : [workflow.Script])
            {
                files[$"workflows/{workflow.Name}/{script}"] = ScriptText.Of(workflow.Behaviour, starts);
            }

            if (workflow.HasBackup)
            {
                files[$"workflows/{workflow.Name}/{WorkflowDefinition.BackupScript}"] = ScriptText.Of(Behaviour.Write, starts);
            }
        }

        return files;
    }

    private static string Manifest(Plan plan, WorkflowDefinition workflow)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"description: Plan {plan.Number}\n");
        text.Append(CultureInfo.InvariantCulture, $"run: {{ {(workflow.HasSteps ? SteppedWorkflow.Steps : $"script: {workflow.Script}")}, timeout: {workflow.Timeout}, retries: {workflow.Retries}, overlap: {workflow.Overlap} }}\n");
        text.Append("role: evaluator\nexpect: {}\n");
        if (workflow.HasBackup)
        {
            text.Append(CultureInfo.InvariantCulture, $"backup: {{ script: {WorkflowDefinition.BackupScript}, when: failed }}\n");
        }

        var triggers = Triggers(workflow).ToList();
        if (triggers.Count > 0)
        {
            text.Append("triggers:\n").AppendJoin("", triggers.Select(trigger => $"  - {trigger}\n"));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Triggers(WorkflowDefinition workflow)
    {
        foreach (var schedule in workflow.Schedules)
        {
            yield return $"{{ schedule: \"{schedule.Expression}\", catch-up: {schedule.CatchUp} }}";
        }

        if (workflow.Kinds.Count > 0)
        {
            yield return $"{{ event: {{ source: [chaos], detail-type: [{string.Join(", ", workflow.Kinds)}] }} }}";
        }

        if (workflow.IsChained)
        {
            yield return $"{{ event: {{ source: [{ScriptedOutputs.Source}] }} }}";
        }

        if (workflow.HasWebhook)
        {
            yield return $"{{ webhook: {Workload.Webhook} }}";
        }
    }
}
