namespace Twinyard.Repositories.Plans;

/// <summary>Which files of a tree declare resources: <c>workflows/&lt;name&gt;/workflow.yaml</c> and <c>resources/**/*.yaml</c>.</summary>
internal static class DeclarationFiles
{
    public const string Checks = "checks.yaml";
    public const string WorkflowKind = "workflow";
    private const string Workflows = "workflows";
    private const string Manifest = "workflow.yaml";
    private const string Resources = "resources/";

    /// <returns>The folder's name, which is the workflow's.</returns>
    public static string? WorkflowOf(string path) =>
        path.Split('/') is [Workflows, var name, Manifest] ? name : null;

    public static bool IsResource(string path) =>
        path.StartsWith(Resources, StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal);

    /// <summary>A file that its author surely meant to be read, and that would be passed over in silence.</summary>
    public static string? Misnamed(string path) => path switch
    {
        "checks.yml" => "checks.yaml",
        _ when path.Split('/') is [Workflows, var name, "workflow.yml"] => $"{Workflows}/{name}/{Manifest}",
        _ when path.StartsWith(Resources, StringComparison.Ordinal) && path.EndsWith(".yml", StringComparison.Ordinal) => path[..^3] + "yaml",
        _ => null,
    };
}
