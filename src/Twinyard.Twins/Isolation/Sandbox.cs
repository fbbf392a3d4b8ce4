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

    private static readonly string[] CredentialFolders = [".twinyard", ".ssh", ".aws", ".azure", ".kube", ".docker", ".gnupg", ".config/gcloud", ".config/gh"];
    private static readonly string[] CredentialFiles = [".netrc", ".git-credentials", ".pgpass", ".npmrc", ".pypirc"];

    /// <param name="hidden">Folders that are empty for the run.</param>
    /// <param name="hiddenFiles">Files that are empty for the run.</param>
    /// <param name="readable">Files and folders to read, also below hidden ones.</param>
    /// <param name="writable">Folders that the run may write.</param>
    public static IReadOnlyList<string> Arguments(IReadOnlyList<string> hidden, IReadOnlyList<string> hiddenFiles, IReadOnlyList<string> readable, IReadOnlyList<string> writable)
    {
        var arguments = new List<string>([.. Namespaces, .. Machine]);
        foreach (var folder in hidden.Concat(Credentials()).Where(Directory.Exists))
        {
            arguments.AddRange(["--tmpfs", folder]);
        }

        foreach (var file in CredentialFiles.Select(InHome).Concat(hiddenFiles).Where(File.Exists))
        {
            arguments.AddRange(["--ro-bind", "/dev/null", file]);
        }

        foreach (var path in readable)
        {
            arguments.AddRange(["--ro-bind-try", path, path]);
        }

        foreach (var folder in writable)
        {
            arguments.AddRange(["--bind", folder, folder]);
        }

        return arguments;
    }

    private static IEnumerable<string> Credentials() => CredentialFolders.Select(InHome);

    private static string InHome(string name) => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), name);
}
