namespace Twinyard.Twins.Jupyter;

/// <summary>Every request carries <c>Authorization: token …</c>, which the server takes without <c>_xsrf</c>.</summary>
internal sealed class TokenLogin(string token) : IJupyterLogin
{
    public Task LogInAsync(JupyterServer server, CancellationToken cancellationToken)
    {
        server.UseToken(token);
        return Task.CompletedTask;
    }
}
