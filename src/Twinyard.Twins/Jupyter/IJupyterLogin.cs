namespace Twinyard.Twins.Jupyter;

/// <summary>A way to become known to a Jupyter Server.</summary>
internal interface IJupyterLogin
{
    /// <summary>Sets the client's address where the login is what tells it, and its token or cookies.</summary>
    /// <exception cref="JupyterException">The server does not answer or does not take the credential.</exception>
    Task LogInAsync(JupyterServer server, CancellationToken cancellationToken);
}
