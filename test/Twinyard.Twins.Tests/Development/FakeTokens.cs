using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Tests.Development;

/// <summary>Remembers what was issued and revoked.</summary>
internal sealed class FakeTokens : ITokens
{
    public List<TokenRequest> Issued { get; } = [];

    public List<string> Revoked { get; } = [];

    public Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        Issued.Add(request);
        return Task.FromResult(new IssuedToken("id", $"ty_{request.Principal.Name}", null));
    }

    public Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Result<Done>> CheckAsync(Principal principal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken)
    {
        Revoked.Add(principalName);
        return Task.CompletedTask;
    }
}
