using Twinyard.Access;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Cluster;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>
/// The token by which this node is known to the others: it issues itself one in the state that they share, short-lived and renewed long
/// before it ends. Only its hash is stored, so nobody else has it.
/// </summary>
internal sealed class NodeCredential(ServerNode node, ITokens tokens, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _issuing = new(1, 1);
    private IssuedToken? _token;
    private bool _predecessorsRevoked;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        await _issuing.WaitAsync(cancellationToken);
        try
        {
            if (_token is { ExpiresAt: { } end } held && end - time.GetUtcNow() > Lifetime / 2)
            {
                return held.Secret;
            }

            if (!_predecessorsRevoked)
            {
                // Those of an earlier process by this name.
                await tokens.RevokeAsync(Principal.Node, node.Name, cancellationToken);
                _predecessorsRevoked = true;
            }

            _token = await tokens.IssueAsync(new TokenRequest(new Principal(Principal.Node, node.Name, Role.Node), $"node {node.Name}", Lifetime), cancellationToken);
            return _token.Secret;
        }
        finally
        {
            _issuing.Release();
        }
    }

    /// <summary>It was not accepted; the next one is new.</summary>
    public void Forget() => _token = null;

    public void Dispose() => _issuing.Dispose();
}
