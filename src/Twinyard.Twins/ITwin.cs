namespace Twinyard.Twins;

/// <summary>
/// Where a run executes: a child process on this machine, a private Jupyter server for a notebook, or a Jupyter Server that the configuration names.
/// </summary>
public interface ITwin
{
    /// <summary>
    /// Lays out the commit, runs the script, streams its output to the log stream <c>run/&lt;id&gt;</c> (or
    /// <see cref="TwinRun.LogStream"/>), and removes the throw-away folder. The output folder is the caller's and stays, and so is
    /// the end of the log stream: every line is appended when this returns, but the caller may have more to say before it
    /// calls <c>ILogStreams.CompleteAsync</c>.
    /// </summary>
    Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken);
}
