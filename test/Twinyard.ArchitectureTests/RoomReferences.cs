using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Twinyard.ArchitectureTests;

/// <summary>What a compiled room really uses of other rooms, read from its assembly's metadata.</summary>
internal static class RoomReferences
{
    private const string Prefix = "Twinyard.";

    public static IReadOnlyDictionary<string, IReadOnlySet<string>> OfOutputFolder(string folder)
    {
        var found = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll"))
        {
            if (RoomOf(Path.GetFileNameWithoutExtension(file)) is { } room && RoomTable.Allowed.ContainsKey(room))
            {
                found[room] = OfAssembly(file);
            }
        }

        return found;
    }

    /// <summary>Every reference that the table does not allow, as "A → B".</summary>
    public static IReadOnlyList<string> Violations(
        IReadOnlyDictionary<string, IReadOnlySet<string>> references, IReadOnlyDictionary<string, string[]> allowed) =>
        [.. from room in references
            from target in room.Value
            where !allowed[room.Key].Contains(target)
            orderby room.Key, target
            select $"{room.Key} → {target}"];

    /// <summary>A cycle as "A → B → A", or null.</summary>
    public static string? Cycle(IReadOnlyDictionary<string, IReadOnlySet<string>> references)
    {
        var finished = new HashSet<string>();
        foreach (var room in references.Keys)
        {
            if (Walk(room, []) is { } cycle)
            {
                return cycle;
            }
        }

        return null;

        string? Walk(string room, List<string> path)
        {
            if (path.Contains(room))
            {
                return string.Join(" → ", path.SkipWhile(step => step != room).Append(room));
            }

            if (finished.Contains(room))
            {
                return null;
            }

            foreach (var target in references.GetValueOrDefault(room) ?? new HashSet<string>())
            {
                if (Walk(target, [.. path, room]) is { } cycle)
                {
                    return cycle;
                }
            }

            finished.Add(room);
            return null;
        }
    }

    private static HashSet<string> OfAssembly(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Select(RoomOf)
            .OfType<string>()];
    }

    private static string? RoomOf(string assembly) => assembly switch
    {
        "twinyard" => "Cli",
        "twinyard-agent" => "Agent",
        _ when assembly.StartsWith(Prefix, StringComparison.Ordinal) && !assembly.Contains("Tests", StringComparison.Ordinal) => assembly[Prefix.Length..],
        _ => null,
    };
}
