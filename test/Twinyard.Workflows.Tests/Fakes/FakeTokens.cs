using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
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

    public Task<IReadOnlyList<IssuedToken?>> IssueAsync(IReadOnlyList<TokenRequest> requests, DbSession session, CancellationToken cancellationToken)
    {
        lock (Issued)
        {
            Issued.AddRange(requests.Where(request => Roles.Contains(request.Principal.Role)));
        }

        return Task.FromResult<IReadOnlyList<IssuedToken?>>(
            [.. requests.Select(request => Roles.Contains(request.Principal.Role) ? new IssuedToken("id", $"ty_{request.Principal.Name}", null) : null)]);
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

    public Task RevokeAsync(string principalKind, IReadOnlyList<string> principalNames, DbSession session, CancellationToken cancellationToken)
    {
        lock (Revoked)
        {
            Revoked.AddRange(principalNames.Select(name => $"{principalKind}/{name}"));
        }

        return Task.CompletedTask;
    }
}
