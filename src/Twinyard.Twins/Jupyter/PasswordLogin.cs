using System.Net;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>The server's login form: it gives a session cookie, and <c>_xsrf</c> that later requests repeat.</summary>
internal sealed class PasswordLogin(string password) : IJupyterLogin
{
    public async Task LogInAsync(JupyterServer server, CancellationToken cancellationToken)
    {
        using (await server.VisitAsync(new Uri(server.Address, "login"), cancellationToken))
        {
            // Only its cookie is wanted.
        }

        var fields = new Dictionary<string, string> { ["password"] = password, ["_xsrf"] = server.Xsrf ?? "" };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "login")) { Content = new FormUrlEncodedContent(fields) };
        using var response = await server.SendAsync(request, cancellationToken);
        // The form answers a good password with a redirection, a wrong one with the form again.
        if (response.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.SeeOther))
        {
            throw new JupyterException(new FailedError(
                "jupyter-login-refused", $"The Jupyter Server at {server.Address} did not take the password ({(int)response.StatusCode}).", "Check the twin's password or secretFile in the configuration."));
        }
    }
}
