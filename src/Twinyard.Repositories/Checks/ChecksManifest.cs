using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Plans;

namespace Twinyard.Repositories.Checks;

/// <summary>Reads <c>checks.yaml</c>: <c>steps: [{ name, script, timeout }]</c>.</summary>
internal static class ChecksManifest
{
    public const int MaximumSteps = 50;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    /// <param name="fileExists">Whether a path is in the tree.</param>
    public static (IReadOnlyList<CheckStep> Steps, IReadOnlyList<Problem> Problems) Read(string text, Func<string, bool> fileExists)
    {
        var document = ManifestDocument.Parse(DeclarationFiles.Checks, text);
        if (!document.IsOk)
        {
            return ([], document.Error is InvalidError invalid ? invalid.Problems : [new Problem(DeclarationFiles.Checks, 1, 1, "", document.Error.Message)]);
        }

        var root = document.Value;
        var steps = new List<CheckStep>();
        var items = root.List("steps", required: true);
        root.RejectUnknownKeys();
        if (items.Count > MaximumSteps)
        {
            root.Report("steps", $"There are {items.Count} steps; at most {MaximumSteps} are run.");
        }

        foreach (var item in items)
        {
            if (item.AsMap() is { } map && ReadStep(map, fileExists) is { } step)
            {
                if (step.Name == CheckRow.Lint || steps.Any(other => other.Name == step.Name))
                {
                    map.Report("name", $"There is a check '{step.Name}' already.");
                }

                steps.Add(step);
            }
        }

        return (steps, root.Problems.Items);
    }

    private static CheckStep? ReadStep(ManifestMap map, Func<string, bool> fileExists)
    {
        var name = map.Text("name", required: true);
        var script = map.Text("script", required: true);
        var timeout = map.Duration("timeout", DefaultTimeout);
        map.RejectUnknownKeys();
        if (name is { Length: 0 or > 63 })
        {
            map.Report("name", "A name has 1 to 63 characters.");
        }

        if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
        {
            map.Report("timeout", $"A check runs for at most {LongestTimeout.TotalHours:0} hour.");
        }

        if (script is not null && !fileExists(script))
        {
            map.Report("script", $"The tree has no file '{script}'. Paths are from the root of the repository.");
        }

        return name is null || script is null ? null : new CheckStep(name, script, timeout);
    }
}
