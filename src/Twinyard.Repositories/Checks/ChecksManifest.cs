using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Checks;

/// <summary>Reads <c>checks.yaml</c>: <c>approvals: [{ role, count }]</c> and <c>steps: [{ name, script | a built-in kind, timeout }]</c>.</summary>
internal static class ChecksManifest
{
    public const int MaximumSteps = 50;
    private const int MaximumApprovals = 20;

    /// <param name="fileExists">Whether a path is in the tree.</param>
    public static ChecksDeclaration Read(string text, Func<string, bool> fileExists, CheckKinds kinds)
    {
        var document = ManifestDocument.Parse(DeclarationFiles.Checks, text);
        if (!document.IsOk)
        {
            return new ChecksDeclaration([], [], document.Error is InvalidError invalid ? invalid.Problems : [new Problem(DeclarationFiles.Checks, 1, 1, "", document.Error.Message)]);
        }

        var root = document.Value;
        var approvals = ReadApprovals(root);
        var steps = ReadSteps(root, fileExists, kinds);
        root.RejectUnknownKeys();
        return new ChecksDeclaration(steps, approvals, root.Problems.Items);
    }

    private static List<CheckStep> ReadSteps(ManifestMap root, Func<string, bool> fileExists, CheckKinds kinds)
    {
        var steps = new List<CheckStep>();
        var items = root.List("steps", required: !root.Has("approvals"));
        if (items.Count > MaximumSteps)
        {
            root.Report("steps", $"There are {items.Count} steps; at most {MaximumSteps} are run.");
        }

        foreach (var item in items)
        {
            if (item.AsMap() is { } map && CheckStepReader.Read(map, fileExists, kinds) is { } step)
            {
                if (step.Name == CheckRow.Lint || steps.Any(other => other.Name == step.Name))
                {
                    map.Report("name", $"There is a check '{step.Name}' already.");
                }

                steps.Add(step);
            }
        }

        return steps;
    }

    private static List<DeclaredApprovals> ReadApprovals(ManifestMap root)
    {
        var approvals = new List<DeclaredApprovals>();
        foreach (var map in root.List("approvals").Select(item => item.AsMap()).OfType<ManifestMap>())
        {
            var role = map.Text("role", required: true);
            var count = (int)map.Integer("count", 1, 1, MaximumApprovals);
            map.RejectUnknownKeys();
            if (role is null)
            {
                continue;
            }

            if (approvals.Any(other => other.Approvals.Role == role))
            {
                map.Report("role", $"The role '{role}' is named already. Say how many with count.");
            }

            approvals.Add(new DeclaredApprovals(new RoleApprovals(role, count), map.Place("role", "")));
        }

        return approvals;
    }
}
