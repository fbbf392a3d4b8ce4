using Twinyard.Platform.Data;

namespace Twinyard.Access.Secrets;

/// <summary>Says who needs which secret, so that it is not deleted. Implemented by rooms whose declarations or settings name secrets.</summary>
public interface ISecretUsers
{
    Task<IReadOnlyList<SecretUser>> ListAsync(DbSession session, CancellationToken cancellationToken);
}

/// <param name="User">Such as <c>the workflow evaluate</c>.</param>
public readonly record struct SecretUser(string Secret, string User);
