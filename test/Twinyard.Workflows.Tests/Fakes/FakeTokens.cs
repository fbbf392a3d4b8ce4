using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>Remembers what was issued and revoked.</summary>
internal sealed class FakeTokens : ITokens
{
    public List<TokenRequest> Issued { get; } = [];

    public List<(string Kind, string Name)> Revoked { get; } = [];

    public Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Issued.Add(request);
        return Task.FromResult(new IssuedToken("id", "ty_secret", null));
    }

    public Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken)
    {
        Revoked.Add((principalKind, principalName));
        return Task.CompletedTask;
    }
}
