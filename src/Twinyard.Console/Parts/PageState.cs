using Twinyard.Platform.Results;

namespace Twinyard.WebConsole.Parts;

/// <summary>What a page shows: nothing yet, its content, or why there is none.</summary>
public sealed record PageState(bool IsReady, Error? Problem)
{
    public static PageState Loading { get; } = new(false, null);

    public static PageState Ready { get; } = new(true, null);

    public static PageState Of(Error? problem) => problem is null ? Ready : new(false, problem);
}
