using System.CommandLine;
using Twinyard.Contracts.Repositories;

namespace Twinyard.Cli.Commands.Resources;

/// <summary><c>twinyard resource export</c></summary>
internal static class ResourceExportCommand
{
    public static Command Build()
    {
        var resources = new Argument<string[]>("resources") { Description = "KIND/NAME, such as topic/ml-team", Arity = ArgumentArity.ZeroOrMore };
        var allByHand = new Option<bool>("--all-by-hand") { Description = "Everything that no repository declares" };
        var into = new Option<string>("--out", "-o") { Description = "The folder of the repository; files go to resources/<kind>/<name>.yaml below it", HelpName = "DIR", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite files that are there" };
        return new Command("export", "Write declarations of what is there, for a repository to take it over") { resources, allByHand, into, force }.Does(async (call, cancellationToken) =>
        {
            var wanted = (call.Parsed.GetValue(resources) ?? []).Select(ResourceCommands.Parse).ToList();
            if (call.Get(allByHand))
            {
                var all = await ResourceCommands.AllAsync(call, null, cancellationToken);
                wanted.AddRange(all.Where(resource => resource.Origin == ResourceSummary.ByHand).Select(resource => (resource.Kind, resource.Name)));
            }
            else if (wanted.Count == 0)
            {
                throw new CliError(ExitCodes.Invalid, "Nothing is named.", "Name resources as KIND/NAME, or write --all-by-hand.");
            }

            var found = new List<ResourceDetail>();
            foreach (var (kind, name) in wanted.Distinct())
            {
                found.Add(await call.Api.GetAsync<ResourceDetail>(ResourceCommands.Path(kind, name), cancellationToken));
            }

            await WriteAsync(call, found, call.Get(into) ?? ".", call.Get(force), cancellationToken);
        });
    }

    // All that is in the way is told before anything is written.
    private static async Task WriteAsync(CliCall call, List<ResourceDetail> found, string folder, bool force, CancellationToken cancellationToken)
    {
        var files = found.Select(resource => (Path: Path.GetFullPath(Path.Combine(folder, resource.File)), resource.Declaration)).ToList();
        var there = files.Where(file => File.Exists(file.Path)).Select(file => file.Path).ToList();
        if (there.Count > 0 && !force)
        {
            throw new CliError(ExitCodes.Failed, $"These files are there already: {string.Join(", ", there)}.", "Move them away, or overwrite them with --force. Nothing was written.");
        }

        foreach (var (path, declaration) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            await File.WriteAllTextAsync(path, declaration, cancellationToken);
        }

        call.Out.Result(found.Select(resource => resource.File), written =>
        {
            foreach (var file in written)
            {
                call.Out.Line(file);
            }

            call.Out.Note(found.Count == 0 ? "There is nothing to export." : "Commit these files and propose them: the plan says adopt, and the merge makes the repository their owner.");
        });
    }
}
