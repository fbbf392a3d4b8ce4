using System.CommandLine;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard workflow lint DIR</c>: works without a server.</summary>
internal static class LintCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "A workflow's folder, or a repository: then each folder in its workflows/" };

    public static Command Build() => new Command("lint", "Check manifests in a folder, without a server") { Folder }.Does((call, _) =>
    {
        var folders = Find(Path.GetFullPath(call.Get(Folder)));
        var problems = folders.SelectMany(ManifestLint.Check).ToList();
        call.Out.Result(problems, _ =>
        {
            foreach (var problem in problems)
            {
                call.Out.Line(problem.ToString());
            }
        });
        call.Out.Note(problems.Count == 0 ? $"{folders.Count} manifest(s), nothing is wrong." : $"{problems.Count} problem(s) in {folders.Count} manifest(s).");
        return Task.FromResult(problems.Count == 0 ? ExitCodes.Done : ExitCodes.Invalid);
    });

    private static IReadOnlyList<string> Find(string folder)
    {
        if (File.Exists(Path.Combine(folder, ManifestLint.FileName)))
        {
            return [folder];
        }

        var workflows = Path.Combine(folder, "workflows");
        var parent = Directory.Exists(workflows) ? workflows : folder;
        IReadOnlyList<string> found = Directory.Exists(parent)
            ? [.. Directory.EnumerateDirectories(parent).Where(child => File.Exists(Path.Combine(child, ManifestLint.FileName))).Order(StringComparer.Ordinal)]
            : [];
        return found.Count > 0
            ? found
            : throw new CliError(ExitCodes.NotFound, $"There is no {ManifestLint.FileName} in {folder}, and none in folders below it.", "Name a workflow's folder or a repository's root.");
    }
}
