using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets;

/// <summary>The values of secrets, for what the server does itself: giving them to runs, and its own settings.</summary>
public interface ISecrets
{
    /// <summary>The newest versions, each where the principal's role allows <see cref="SecretUse.Action"/> on it.</summary>
    /// <returns>The first that is refused, is not there, or cannot be decrypted; the error never has a value.</returns>
    Task<Result<RunSecrets>> OpenAsync(Principal principal, IReadOnlyCollection<SecretUse> uses, CancellationToken cancellationToken);

    /// <summary>The newest version of a secret that the server's own configuration names.</summary>
    Task<Result<string>> ReadAsync(string name, CancellationToken cancellationToken);
}
