using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Tests.Fakes;

internal sealed class FakeTokens : ITokens
{
    public HashSet<string> Roles { get; } = ["evaluator"];

    public List<TokenRequest> Issued { get; } = [];

    public List<string> Revoked { get; } = [];

    public Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (!Roles.Contains(request.Principal.Role))
        {
            throw new ArgumentException("no such role", nameof(request));
        }

        lock (Issued)
        {
            Issued.Add(request);
        }

        return Task.FromResult(new IssuedToken("id", $"ty_{request.Principal.Name}", null));
    }

    public Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken)
    {
        lock (Revoked)
        {
            Revoked.Add($"{principalKind}/{principalName}");
        }

        return Task.CompletedTask;
    }
}
