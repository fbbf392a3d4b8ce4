using System.Buffers;
using System.Net.Sockets;

namespace Twinyard.Twins.Egress;

/// <summary>Carries bytes between two sockets, each way as fast as they are taken, until both have nothing more to say or nothing was said for too long.</summary>
internal static class SocketSplice
{
    private const int Chunk = 64 * 1024;

    /// <exception cref="SocketException">One of them broke.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or idle for too long.</exception>
    public static async Task RunAsync(Socket one, Socket other, TimeSpan longestIdle, TimeProvider time, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(longestIdle, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        var there = CarryAsync(one, other, idle, longestIdle, stop);
        var back = CarryAsync(other, one, idle, longestIdle, stop);
        await Task.WhenAll(there, back);
    }

    private static async Task CarryAsync(Socket from, Socket to, CancellationTokenSource idle, TimeSpan longestIdle, CancellationTokenSource stop)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            while (await from.ReceiveAsync(buffer, stop.Token) is > 0 and var count)
            {
                idle.CancelAfter(longestIdle);
                await SendAsync(to, buffer.AsMemory(0, count), stop.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other way has nobody to talk to either.
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static async Task SendAsync(Socket to, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (!content.IsEmpty)
        {
            content = content[await to.SendAsync(content, cancellationToken)..];
        }
    }
}
