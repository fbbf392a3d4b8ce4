namespace Twinyard.Platform.Backups;

/// <summary>Files of the home that are written in place, and can be kept from changing for a moment.</summary>
public interface IFilesAtRest
{
    /// <summary>Full paths, of those that there may be.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>While the work goes on, whoever wants to write waits. What it copies of the files is a state that they had, as after a crash.</summary>
    /// <exception cref="InvalidOperationException">This server does not hold the files.</exception>
    Task WhileAtRestAsync(Func<Task> work, CancellationToken cancellationToken);
}
