namespace Twinyard.Twins.Isolation;

/// <summary>
/// The arguments of <c>bwrap</c> for a run: the machine's files to read, without the environment's data and the user's credentials; the run's own folders to write; no process but its own.
/// Network and loopback are the machine's unless <see cref="Egress.EgressRelay.Network"/> follows.
/// </summary>
internal static class Sandbox
{
    /// <remarks>
    /// Not <c>--die-with-parent</c>: the kernel would end the run with the thread that started it, and the thread pool retires threads. The process
    /// group is killed instead, with the namespace's first process in it.
    /// </remarks>
    public static readonly IReadOnlyList<string> Namespaces = ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL"];

    public static readonly IReadOnlyList<string> Machine = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--tmpfs", "/var/tmp"];

    private static readonly string[] Replaced = ["/dev", "/proc", "/tmp", "/var/tmp"];

    private static readonly string[] CredentialFolders = [".twinyard", ".ssh", ".aws", ".azure", ".kube", ".docker", ".gnupg", ".config/gcloud", ".config/gh"];
    private static readonly string[] CredentialFiles = [".netrc", ".git-credentials", ".pgpass", ".npmrc", ".pypirc"];

    /// <param name="hidden">Folders that are empty for the run.</param>
    /// <param name="hiddenFiles">Files that are empty for the run.</param>
    /// <param name="readable">Files and folders to read, also below hidden ones.</param>
    /// <param name="writable">Folders that the run may write.</param>
    public static IReadOnlyList<string> Arguments(IReadOnlyList<string> hidden, IReadOnlyList<string> hiddenFiles, IReadOnlyList<string> readable, IReadOnlyList<string> writable)
    {
        var arguments = new List<string>([.. Namespaces, .. Machine]);
        string[] empty = [.. hidden, .. Credentials()];
        foreach (var folder in empty.Where(Directory.Exists))
        {
            arguments.AddRange(["--tmpfs", folder]);
        }

        foreach (var file in CredentialFiles.Select(InHome).Concat(hiddenFiles).Where(File.Exists))
        {
            arguments.AddRange(["--ro-bind", "/dev/null", file]);
        }

        // bwrap reads the table of mounts again for each of its own, half a millisecond a run: what is seen in any case needs none.
        foreach (var path in readable.Where(path => !IsSeen(path, empty)))
        {
            arguments.AddRange(["--ro-bind-try", path, path]);
        }

        foreach (var folder in writable)
        {
            arguments.AddRange(["--bind", folder, folder]);
        }

        return arguments;
    }

    private static bool IsSeen(string path, IEnumerable<string> empty)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.Exists(full) && !empty.Concat(Replaced).Any(place => IsWithin(full, Path.TrimEndingDirectorySeparator(place))) && !HasLink(full);
    }

    private static bool IsWithin(string path, string place) =>
        path.StartsWith(place, StringComparison.Ordinal) && (path.Length == place.Length || path[place.Length] == Path.DirectorySeparatorChar);

    // It may lead to what is not seen.
    private static bool HasLink(string path)
    {
        for (var part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<string> Credentials() => CredentialFolders.Select(InHome);

    private static string InHome(string name) => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), name);
}
