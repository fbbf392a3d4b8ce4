using Twinyard.Platform.Results;

namespace Twinyard.Events.Patterns;

internal static class PatternError
{
    public static InvalidError At(string path, string problem) => new(
        "pattern-invalid",
        path.Length == 0 ? $"The event pattern is not valid: {problem}." : $"The event pattern is not valid at {path}: {problem}.");

    /// <summary>The same, with its place in the text.</summary>
    public static InvalidError Placed(InvalidError error, string position) => error with { Message = $"{error.Message.TrimEnd('.')} ({position})." };
}
