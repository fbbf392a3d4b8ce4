using System.Reflection;

namespace Twinyard.Repositories.Pushes;

/// <summary>The hooks that every push passes. They ask nothing of the network; what they refuse is said on the pusher's terminal.</summary>
internal static class PushHooks
{
    /// <summary>Names the file of the push's note for the hook.</summary>
    public const string NoteVariable = "TWINYARD_PUSH_NOTE";

    /// <summary>Why the pusher may not open proposals; absent where they may.</summary>
    public const string NoProposalsVariable = "TWINYARD_NO_PROPOSALS";

    /// <summary>Most files of a pushed tree.</summary>
    public const string FilesVariable = "TWINYARD_TREE_FILES";

    /// <summary>Most bytes of a pushed tree's files.</summary>
    public const string BytesVariable = "TWINYARD_TREE_BYTES";

    private static readonly string[] Files = ["pre-receive", "tree-rules.awk", "link-rules.awk"];

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in Files)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Twinyard.Repositories.Hooks.{name}")
                ?? throw new InvalidOperationException($"The hook {name} is not in the assembly.");
            using var reader = new StreamReader(stream);
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, reader.ReadToEnd().ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }
}
