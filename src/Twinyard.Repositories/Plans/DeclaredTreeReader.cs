using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Trees;

namespace Twinyard.Repositories.Plans;

/// <summary>Reads every declaration of a commit, each through its own kind, and collects all problems with their places.</summary>
internal sealed class DeclaredTreeReader(ResourceKinds kinds, TreeLimits limits)
{
    private const long MaximumBytes = 4 * ManifestDocument.MaximumLength;

    public async Task<DeclaredTree> ReadAsync(GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var tree = await repository.ListTreeAsync(commit, limits.Files, cancellationToken);
        var problems = new List<Problem>(await TreeRules.CheckAsync(repository, tree, limits, cancellationToken));
        if (tree.IsCut)
        {
            return new DeclaredTree([], problems);
        }

        var entries = tree.Entries;
        var files = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var resources = new Dictionary<(string, string), DeclaredResource>();
        await using var blobs = new BlobReader(repository);
        foreach (var entry in entries)
        {
            if (DeclarationFiles.Misnamed(entry.Path) is { } right)
            {
                problems.Add(Whole(entry.Path, $"This file is not read. Rename it to {right}."));
            }

            var workflow = DeclarationFiles.WorkflowOf(entry.Path);
            if (!entry.IsFile || (workflow is null && !DeclarationFiles.IsResource(entry.Path)))
            {
                continue;
            }

            if (entry.Size > MaximumBytes)
            {
                problems.Add(Whole(entry.Path, $"The file has {entry.Size:N0} bytes; at most {MaximumBytes:N0} are read."));
                continue;
            }

            var document = ManifestDocument.Parse(entry.Path, await blobs.ReadTextAsync(entry.Blob, cancellationToken));
            if (!document.IsOk)
            {
                problems.AddRange(document.Error is InvalidError invalid ? invalid.Problems : [Whole(entry.Path, document.Error.Message)]);
                continue;
            }

            Read(entry.Path, workflow, document.Value, files, resources);
            problems.AddRange(document.Value.Problems.Items);
        }

        return new DeclaredTree([.. resources.Values], problems);
    }

    private void Read(string file, string? workflow, ManifestMap body, HashSet<string> files, Dictionary<(string, string), DeclaredResource> resources)
    {
        var kindName = workflow is null ? body.Text("kind", required: true) : DeclarationFiles.WorkflowKind;
        var name = workflow ?? body.Text("name", required: true);
        if (kindName is null || name is null)
        {
            return;
        }

        if (kinds.Find(kindName) is not { } kind)
        {
            body.Report("kind", kinds.Unknown(kindName));
            return;
        }

        if (!ResourceNames.IsGood(name))
        {
            body.Report(workflow is null ? "name" : "", ResourceNames.Problem(name));
            return;
        }

        var folder = file[..(file.LastIndexOf('/') + 1)];
        var reading = kind.Read(new ResourceDeclaration(kindName, name, body, path => files.Contains(Join(folder, path))));
        Add(new DeclaredResource(kind, name, reading.Specification, reading.References, file), body, resources);
        foreach (var derived in reading.Derived)
        {
            if (kinds.Find(derived.Kind) is { } derivedKind)
            {
                Add(new DeclaredResource(derivedKind, derived.Name, derived.Specification, [], file), body, resources);
            }
            else
            {
                body.Report("", kinds.Unknown(derived.Kind));
            }
        }
    }

    private static void Add(DeclaredResource resource, ManifestMap body, Dictionary<(string, string), DeclaredResource> resources)
    {
        if (!resources.TryAdd((resource.Kind.Kind, resource.Name), resource))
        {
            var other = resources[(resource.Kind.Kind, resource.Name)];
            body.Report(body.Has("name") ? "name" : "", $"The {resource.Kind.Kind} '{resource.Name}' is declared by {other.File} already.");
        }
    }

    // What leads above the root names no file of the tree.
    private static string Join(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in (folder + path).Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static Problem Whole(string file, string message) => new(file, 1, 1, "", message);
}
