namespace Twinyard.Platform.Processes;

/// <summary>A program to run: no shell, no inherited environment but what is named here.</summary>
public sealed record ChildCommand
{
    public required string FileName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>The whole environment of the child. <c>PATH</c>, <c>HOME</c> and <c>LANG</c> are taken from the server where absent.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <value>No limit by default.</value>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Watches the started process, given its id, until the token is cancelled when it has ended. Once it returns a reason, the whole process group is
    /// killed for it.
    /// </summary>
    /// <value>Nobody watches.</value>
    public Func<int, CancellationToken, Task<string>>? Watch { get; init; }

    /// <summary>Stands between each of the child's output streams and its lines, before these are cut.</summary>
    /// <value>Nothing does.</value>
    public Func<TextReader, TextReader>? Filter { get; init; }

    /// <summary>Longest line passed on; what is beyond is cut and said so.</summary>
    /// <value>64 KiB of characters.</value>
    public int MaximumLineLength { get; init; } = 64 * 1024;
}
