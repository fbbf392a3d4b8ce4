namespace Twinyard.Twins.Processes;

/// <summary>Finds programs as a shell would, on the given search path.</summary>
/// <param name="searchPath">Folders as in <c>PATH</c>.</param>
internal sealed class ProgramSearch(string searchPath)
{
    /// <param name="program">A name, or an absolute path.</param>
    /// <returns>Null when there is no such file.</returns>
    public string? Find(string program) =>
        Path.IsPathRooted(program)
            ? File.Exists(program) ? program : null
            : searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
