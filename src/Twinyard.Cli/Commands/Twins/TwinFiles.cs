using Twinyard.Cli.Commands.Repositories;
using Twinyard.Contracts.Twins;

namespace Twinyard.Cli.Commands.Twins;

/// <summary>The files that a script runs among: those of its git work tree that a commit would hold, or the script alone outside one.</summary>
/// <param name="Script">The script's path among them.</param>
internal sealed record TwinFiles(string Script, IReadOnlyList<DevelopmentFile> Files)
{
    private const int Most = 5000;
    private const long LargestTotal = 64 * 1024 * 1024;

    public static async Task<TwinFiles> OfAsync(string file, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new CliError(ExitCodes.NotFound, $"There is no file {file}.");
        }

        var folder = Path.GetDirectoryName(path) ?? "/";
        var root = await GitProgram.ReadAsync(["-C", folder, "rev-parse", "--show-toplevel"], cancellationToken);
        var listed = root is null ? null : await GitProgram.ReadAsync(["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cancellationToken);
        // The path as git spells it: the script's folder may be reached through a link.
        var prefix = root is null ? null : await GitProgram.ReadAsync(["-C", folder, "rev-parse", "--show-prefix"], cancellationToken);
        var script = prefix + Path.GetFileName(path);
        return root is null || listed is null
            ? new TwinFiles(Path.GetFileName(path), [new DevelopmentFile(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellationToken))])
            : new TwinFiles(script, await ReadAsync(root, [.. listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Append(script).Distinct()], cancellationToken));
    }

    private static async Task<IReadOnlyList<DevelopmentFile>> ReadAsync(string root, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var files = new List<DevelopmentFile>();
        var total = 0L;
        foreach (var name in names)
        {
            // Deleted and not yet committed, or a link to a folder.
            var file = new FileInfo(Path.Combine(root, name));
            if (!file.Exists)
            {
                continue;
            }

            total += file.Length;
            if (files.Count == Most || total > LargestTotal)
            {
                throw new CliError(
                    ExitCodes.Invalid, $"The work tree {root} holds more than {Most} files or {LargestTotal / 1024 / 1024} MiB that are not ignored.", "Ignore what scripts do not need in .gitignore, and put data into a bucket.");
            }

            files.Add(new DevelopmentFile(name, await File.ReadAllBytesAsync(file.FullName, cancellationToken)));
        }

        return files;
    }
}
