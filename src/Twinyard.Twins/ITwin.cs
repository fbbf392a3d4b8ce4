namespace Twinyard.Twins;

/// <summary>Where a run executes. The process twin runs a script as a local child process in a throw-away folder.</summary>
public interface ITwin
{
    /// <summary>Such as <c>process</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Materialises the commit, runs the script, streams its output to the log stream <c>run/&lt;id&gt;</c> (or
    /// <see cref="TwinRun.LogStream"/>), and removes the throw-away folder. The output folder is the caller's and stays, and so is
    /// the end of the log stream: every line is appended when this returns, but the caller may have more to say before it
    /// calls <c>ILogStreams.CompleteAsync</c>.
    /// </summary>
    Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken);
}
