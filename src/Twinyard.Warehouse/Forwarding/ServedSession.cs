using System.Net.WebSockets;
using System.Threading.Channels;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Duck;
using Twinyard.Warehouse.Forwarding.Wire;

namespace Twinyard.Warehouse.Forwarding;

/// <summary>
/// The elected node's side of a session. A caller that is gone, or says nothing within a unit of work for <see cref="Idle"/>, is rolled back
/// and frees the writer's place. A connection that ends is noticed at once, because somebody always listens to it.
/// </summary>
internal sealed class ServedSession(FrameSocket socket, DuckDbFile file, DuckDbWarehouse warehouse, TimeProvider time)
{
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Beat = ForwardedSession.Silence / 4;

    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var gone = new CancellationTokenSource();
        var closing = file.Closing;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, closing, stopping);
        var listening = ListenAsync(gone);
        var beating = BeatAsync(gone.Token);
        try
        {
            await SayAsync(FrameBuffer.Of(file.Serves ? FrameKind.Welcome : FrameKind.NotHere));
            if (file.Serves)
            {
                await ServeAsync(ended.Token, gone.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException || gone.IsCancellationRequested)
        {
            // Whoever asked is not there any more. What was begun has been rolled back.
        }
        finally
        {
            await gone.CancelAsync();
            await Task.WhenAll(listening, beating);
        }
    }

    private async Task ServeAsync(CancellationToken ended, CancellationToken gone)
    {
        try
        {
            var first = await NextAsync(ended, gone);
            switch (first.Kind)
            {
                case FrameKind.UserQuery:
                    await QueryAsync(first.Body, gone);
                    break;
                case FrameKind.Read:
                    await warehouse.ReadAsync(session => UnitAsync(session, ended, gone), gone);
                    await SayAsync(FrameBuffer.Of(FrameKind.Done));
                    break;
                case FrameKind.Write:
                    await warehouse.WriteAsync(session => UnitAsync(session, ended, gone), gone);
                    await SayAsync(FrameBuffer.Of(FrameKind.Done));
                    break;
                default:
                    throw new InvalidOperationException($"A session does not begin with {first.Kind}.");
            }
        }
        catch (Exception e) when (e is not WebSocketException && !gone.IsCancellationRequested)
        {
            await SayAsync(WireFailure.Write(e));
        }

        await socket.CloseAsync(gone);
        // Until the other side has read it and goes.
        await _frames.Reader.Completion.WaitAsync(Idle, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task QueryAsync(BinaryReader body, CancellationToken gone)
    {
        var query = new WarehouseQuery(WirePrincipal.Read(body), body.ReadString(), WireValue.ReadAll(body)) { MaximumRows = (int)body.ReadInt64(), Timeout = new TimeSpan(body.ReadInt64()) };
        var result = await warehouse.QueryAsync(query, gone);
        if (result.IsOk)
        {
            await WireResult.SendAsync(socket, result.Value, gone);
        }
        else
        {
            await SayAsync(WireError.Write(result.Error));
        }
    }

    /// <summary>Returns when the caller has finished; anything else rolls back.</summary>
    private async Task<Done> UnitAsync(IWarehouseSession session, CancellationToken ended, CancellationToken gone)
    {
        await SayAsync(FrameBuffer.Of(FrameKind.Done));
        while (true)
        {
            var frame = await NextAsync(ended, gone);
            if (frame.Kind == FrameKind.Finish)
            {
                return Done.Value;
            }

            try
            {
                await AnswerAsync(session, frame, gone);
            }
            catch (Exception e) when (e is not WebSocketException && !ended.IsCancellationRequested)
            {
                // The statement failed, not the session: what it means is the caller's to say.
                await SayAsync(WireFailure.Write(e));
            }
        }
    }

    private async Task AnswerAsync(IWarehouseSession session, Frame frame, CancellationToken gone)
    {
        switch (frame.Kind)
        {
            case FrameKind.Execute:
                var touched = await session.ExecuteAsync(frame.Body.ReadString(), WireValue.ReadAll(frame.Body), gone);
                await SayAsync(FrameBuffer.Of(FrameKind.Done).With(touched));
                break;
            case FrameKind.Select:
                await WireResult.SendAsync(socket, await session.QueryAsync(frame.Body.ReadString(), WireValue.ReadAll(frame.Body), gone), gone);
                break;
            case FrameKind.Append:
                await session.AppendAsync(frame.Body.ReadString(), FrameBuffer.ReadRows(frame.Body), gone);
                await SayAsync(FrameBuffer.Of(FrameKind.Done));
                break;
            default:
                throw new InvalidOperationException($"{frame.Kind} means nothing within a unit of work.");
        }
    }

    private async Task<Frame> NextAsync(CancellationToken ended, CancellationToken gone)
    {
        using var idle = new CancellationTokenSource(Idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, idle.Token);
        try
        {
            return await _frames.Reader.ReadAsync(either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            gone.ThrowIfCancellationRequested();
            throw idle.IsCancellationRequested
                ? new WarehouseUnavailableException($"The session was ended, and nothing of it was kept, because nothing was said for {Idle.TotalSeconds:0} s.", e)
                : WarehouseUnavailableException.LaidDown(e);
        }
    }

    private async Task SayAsync(FrameBuffer frame)
    {
        using (frame)
        {
            await socket.SendAsync(frame, CancellationToken.None);
        }
    }

    private async Task ListenAsync(CancellationTokenSource gone)
    {
        try
        {
            while (await socket.ReceiveAsync(gone.Token) is { } frame)
            {
                await _frames.Writer.WriteAsync(frame, gone.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or EndOfStreamException)
        {
            // It broke; as good as closed.
        }

        await gone.CancelAsync();
        _frames.Writer.Complete();
    }

    private async Task BeatAsync(CancellationToken gone)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(gone))
            {
                await SayAsync(FrameBuffer.Of(FrameKind.Alive));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The session is over.
        }
    }
}
