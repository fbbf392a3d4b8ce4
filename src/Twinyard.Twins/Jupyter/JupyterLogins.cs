using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;

namespace Twinyard.Twins.Jupyter;

/// <summary>The login that a twin's settings ask for.</summary>
internal static class JupyterLogins
{
    /// <exception cref="JupyterException">The file of the secret cannot be read.</exception>
    public static IJupyterLogin Of(TwinSettings twin, TimeProvider time) => twin.Login switch
    {
        "password" => new PasswordLogin(Secret(twin.Password, twin.SecretFile)),
        "presigned-url" => new PresignedUrlLogin(twin.Command, time),
        "none" => new OpenDoor(),
        _ => new TokenLogin(Secret(twin.Token, twin.SecretFile)),
    };

    private static string Secret(string? given, string? file)
    {
        try
        {
            return given ?? File.ReadAllText(file ?? "").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new JupyterException(new FailedError("jupyter-secret", $"The twin's secret cannot be read: {e.Message}", "Give the server's user the right to read secretFile."), e);
        }
    }

    /// <summary>A server that asks nobody who they are.</summary>
    private sealed class OpenDoor : IJupyterLogin
    {
        public async Task LogInAsync(JupyterServer server, CancellationToken cancellationToken)
        {
            // It may still want its cookie repeated.
            using var page = await server.VisitAsync(server.Address, cancellationToken);
        }
    }
}
