using System.Globalization;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// Puts the output folders of all steps together into the one that is committed. Files of lines follow one another in the steps' order, reports keep it
/// in their folders' names, and any other file or model has to come from one step alone.
/// </summary>
internal sealed class StepOutputMerge(string target)
{
    private const string Lines = ".ndjson";
    private const string Tables = "tables";
    private const string Models = "models";
    private const string Reports = "reports";

    // Path → the step that it comes from.
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private int _sources;

    /// <param name="label">Of the step, for people.</param>
    /// <returns>An error where it conflicts with what is there; the target is of no use then.</returns>
    public Result<Done> Add(string label, string folder)
    {
        _sources++;
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (folders.TryPop(out var next))
        {
            foreach (var entry in next.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (entry.LinkTarget is not null)
                {
                    return new InvalidError("output-invalid", $"{path} of the step {label} is a symbolic link.", "Write the content itself.");
                }

                if (entry is DirectoryInfo below)
                {
                    folders.Push(below);
                }
                else if (path != StepOutputs.FileName && Add(label, path, entry.FullName) is { } conflict)
                {
                    return conflict;
                }
            }
        }

        return Done.Value;
    }

    private ConflictError? Add(string label, string path, string file)
    {
        var names = path.Split('/');
        if (path.EndsWith(Lines, StringComparison.Ordinal) && (names.Length == 1 || (names.Length == 2 && names[0] == Tables)))
        {
            Append(file, Prepare(path));
            return null;
        }

        if (names[0] == Reports)
        {
            HardLink.CreateOrCopy(file, Prepare(string.Create(CultureInfo.InvariantCulture, $"{Reports}/{_sources:D5}-{label}/{string.Join('/', names[1..])}")));
            return null;
        }

        // A model is one thing, and so is a name that another has as a folder.
        var owned = names[0] == Models && names.Length > 1 ? $"{Models}/{names[1]}" : path;
        if (Owner(owned) is { } other && other != label)
        {
            return new ConflictError(
                "step-outputs-conflict", $"The steps {other} and {label} have both written {owned}.", "Only one of them may; give the files different names, such as one with the item in it.");
        }

        _owners[owned] = label;
        HardLink.CreateOrCopy(file, Prepare(path));
        return null;
    }

    private string? Owner(string path)
    {
        if (_owners.TryGetValue(path, out var owner))
        {
            return owner;
        }

        for (var cut = path.LastIndexOf('/'); cut > 0; cut = path.LastIndexOf('/', cut - 1))
        {
            if (_owners.TryGetValue(path[..cut], out var above))
            {
                return above;
            }
        }

        return Directory.Exists(Path.Combine(target, path)) ? _owners.FirstOrDefault(known => known.Key.StartsWith($"{path}/", StringComparison.Ordinal)).Value : null;
    }

    private string Prepare(string path)
    {
        var full = Path.Combine(target, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!); // below the target
        return full;
    }

    private static void Append(string from, string to)
    {
        using var target = new FileStream(to, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        if (target.Length > 0)
        {
            // The last line may have been left open.
            target.Seek(-1, SeekOrigin.End);
            var isClosed = target.ReadByte() == '\n';
            target.Seek(0, SeekOrigin.End);
            if (!isClosed)
            {
                target.WriteByte((byte)'\n');
            }
        }

        using var source = File.OpenRead(from);
        source.CopyTo(target);
    }
}
