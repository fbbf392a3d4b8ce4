using System.Net;
using System.Net.WebSockets;
using Twinyard.Access.Certificates;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>Finds the elected node, remembers it until a connection fails, and connects.</summary>
internal sealed class WarehouseConnector(IElection election, ServerNode node, NodeCredential credential, IServerTls tls, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile ClusterNode? _elected;

    /// <summary>One try.</summary>
    /// <param name="begin">A unit of work to begin; none for a user's query.</param>
    /// <returns>An error while nobody is elected, or the elected node cannot be reached or does not hold the warehouse yet: try again.</returns>
    public async Task<Result<ForwardedSession>> TryConnectAsync(FrameKind? begin, CancellationToken cancellationToken)
    {
        var elected = _elected ?? await AskAsync(cancellationToken);
        if (elected is null)
        {
            return Unreachable("no node is elected");
        }

        if (elected.Url.Length == 0 || elected.Name == node.Name)
        {
            return Unreachable($"node {elected.Name} is elected and still starting");
        }

        var connected = await ConnectAsync(elected, begin, cancellationToken);
        _elected = connected.IsOk ? elected : null;
        return connected;
    }

    public void Dispose() => _asking.Dispose();

    private static FailedError Unreachable(string cause) => new(
        "warehouse-unavailable", $"The warehouse cannot be reached: {cause}.", "Try again in a moment; if it stays, see in the nodes' logs which of them is elected and what it says.");

    private async Task<ClusterNode?> AskAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (await election.FindElectedAsync(cancellationToken) is { } elected)
            {
                return elected;
            }

            // Nobody is: this node may be the next, and need not wait for its heart's next beat. While it starts, it has none yet.
            var joined = await election.JoinAsync(cancellationToken);
            return joined.IsOk ? await election.FindElectedAsync(cancellationToken) : null;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<Result<ForwardedSession>> ConnectAsync(ClusterNode elected, FrameKind? begin, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        var session = new ForwardedSession(new FrameSocket(socket, time), time);
        try
        {
            await OpenAsync(socket, elected, cancellationToken);
            if (!await session.GreetAsync(cancellationToken))
            {
                session.Dispose();
                return Unreachable($"node {elected.Name} does not hold it");
            }

            if (begin is { } kind)
            {
                await session.BeginAsync(kind, cancellationToken);
            }

            return session;
        }
        catch (Exception e) when (e is WebSocketException or ConnectionBrokenException or WarehouseUnavailableException)
        {
            session.Dispose();
            return Refused(elected, socket.HttpStatusCode, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private async Task OpenAsync(ClientWebSocket socket, ClusterNode elected, CancellationToken cancellationToken)
    {
        socket.Options.SetRequestHeader("Authorization", $"Bearer {await credential.GetAsync(cancellationToken)}");
        socket.Options.CollectHttpResponseDetails = true;
        // Nodes reach each other directly, and what is alive says so by itself.
        socket.Options.Proxy = null;
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => tls.IsOfNode(certificate, errors);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        var address = new UriBuilder($"{elected.Url}{SessionEndpoint.Path}");
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        using var late = new CancellationTokenSource(ConnectTime, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await socket.ConnectAsync(address.Uri, limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectionBrokenException($"no answer within {ConnectTime.TotalSeconds:0} s", e);
        }
    }

    private FailedError Refused(ClusterNode elected, HttpStatusCode status, Exception e)
    {
        if (status == HttpStatusCode.Unauthorized)
        {
            credential.Forget();
        }

        return Unreachable(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? $"node {elected.Name} at {elected.Url} refuses this node's token ({(int)status})"
            : $"node {elected.Name} at {elected.Url}: {e.Message}");
    }
}
