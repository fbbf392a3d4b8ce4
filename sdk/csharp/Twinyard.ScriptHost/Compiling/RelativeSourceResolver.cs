using Microsoft.CodeAnalysis;

namespace Twinyard.ScriptHost.Compiling;

/// <summary>
/// Resolves <c>#load</c> relative to the loading file and names files relative to the script's folder, so that errors, stacks
/// and compiled code are the same wherever the throw-away folder of a run lies.
/// </summary>
internal sealed class RelativeSourceResolver(string root) : SourceReferenceResolver
{
    private readonly string _root = root;

    public override string? NormalizePath(string path, string? baseFilePath) => Relative(path, baseFilePath);

    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var relative = Relative(path, baseFilePath);
        return File.Exists(Path.Combine(_root, relative)) ? relative : null;
    }

    public override Stream OpenRead(string resolvedPath) => File.OpenRead(Path.Combine(_root, resolvedPath));

    public override bool Equals(object? other) => other is RelativeSourceResolver resolver && resolver._root == _root;

    public override int GetHashCode() => _root.GetHashCode(StringComparison.Ordinal);

    private string Relative(string path, string? baseFilePath)
    {
        var folder = baseFilePath is null ? _root : Path.GetDirectoryName(Path.Combine(_root, baseFilePath)) ?? _root;
        return Path.GetRelativePath(_root, Path.GetFullPath(Path.Combine(folder, path)));
    }
}
