using System.Net.WebSockets;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>
/// One session with the node that holds the warehouse: a user's query, or a unit of work. Disposed of before <see cref="FinishAsync"/>, it
/// ends the connection, and the other side rolls back.
/// </summary>
internal sealed class ForwardedSession(FrameSocket socket, TimeProvider time) : IWarehouseSession, IDisposable
{
    /// <summary>A node that says nothing for this long is taken for gone; one that works says so four times as often.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>Hears what the node says when the connection is made.</summary>
    /// <returns>Whether it holds the warehouse.</returns>
    public async Task<bool> GreetAsync(CancellationToken cancellationToken) => (await NextAsync(cancellationToken)).Kind == FrameKind.Welcome;

    /// <param name="kind"><see cref="FrameKind.Read"/>, or <see cref="FrameKind.Write"/>, which waits for the one writer's place.</param>
    public async Task BeginAsync(FrameKind kind, CancellationToken cancellationToken)
    {
        using var begin = FrameBuffer.Of(kind);
        await AskAsync(begin, cancellationToken);
    }

    public async Task<Result<QueryResult>> QueryAsync(WarehouseQuery query, CancellationToken cancellationToken)
    {
        using var question = FrameBuffer.Of(FrameKind.UserQuery).With(WirePrincipal.Write(query.Principal)).With(query.Sql).With(query.Parameters).With(query.MaximumRows).With(query.Timeout.Ticks);
        var answer = await AskAsync(question, cancellationToken);
        return answer.Kind == FrameKind.Refused
            ? Result<QueryResult>.Fail(WireError.Read(answer.Body))
            : await WireResult.ReceiveAsync(answer, () => NextAsync(cancellationToken));
    }

    public async Task<int> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken)
    {
        using var question = FrameBuffer.Of(FrameKind.Execute).With(sql).With(parameters);
        return (int)(await AskAsync(question, cancellationToken)).Body.ReadInt64();
    }

    public async Task<QueryResult> QueryAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken)
    {
        using var question = FrameBuffer.Of(FrameKind.Select).With(sql).With(parameters);
        return await WireResult.ReceiveAsync(await AskAsync(question, cancellationToken), () => NextAsync(cancellationToken));
    }

    public async Task AppendAsync(string table, IEnumerable<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
    {
        using var row = rows.GetEnumerator();
        var more = row.MoveNext();
        do
        {
            using var frame = FrameBuffer.Of(FrameKind.Append).With(table);
            more = frame.WriteRows(row, more);
            await AskAsync(frame, cancellationToken);
        }
        while (more);
    }

    /// <summary>Ends the unit of work; one that writes is committed when this returns.</summary>
    /// <exception cref="WarehouseOutcomeUnknownException">The connection broke before the answer.</exception>
    public async Task FinishAsync()
    {
        try
        {
            using var finish = FrameBuffer.Of(FrameKind.Finish);
            // As where the warehouse is held: whoever leaves now does not take the commit with him.
            await SendAsync(finish, CancellationToken.None);
            await NextAsync(CancellationToken.None);
        }
        catch (ConnectionBrokenException e)
        {
            throw new WarehouseOutcomeUnknownException(e);
        }
    }

    public void Dispose() => socket.Dispose();

    private static ConnectionBrokenException Broken(Exception? e) => new(
        "The connection to the node that holds the warehouse broke, or it said nothing any more; nothing of the unit of work was kept. Another node takes its place: try again.", e);

    private async Task<Frame> AskAsync(FrameBuffer question, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(question, cancellationToken);
            return await NextAsync(cancellationToken);
        }
        catch (ConnectionBrokenException e)
        {
            throw new WarehouseUnavailableException(e.Message, e.InnerException);
        }
    }

    private async Task SendAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(frame, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    private async Task<Frame> NextAsync(CancellationToken cancellationToken)
    {
        Frame frame;
        do
        {
            frame = await ReceiveAsync(cancellationToken) ?? throw Broken(null);
        }
        while (frame.Kind == FrameKind.Alive);
        return frame.Kind == FrameKind.Failed ? throw WireFailure.Read(frame.Body) : frame;
    }

    private async Task<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Silence, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await socket.ReceiveAsync(limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Broken(e);
        }
    }
}
