namespace Twinyard.Platform.Results;

/// <summary>One broken place in a file: file, 1-based line and column, the key's path, and what is wrong with it.</summary>
public sealed record Problem(string File, int Line, int Column, string Key, string Message)
{
    public override string ToString() =>
        Key.Length == 0 ? $"{File}({Line},{Column}): {Message}" : $"{File}({Line},{Column}): {Key}: {Message}";
}
