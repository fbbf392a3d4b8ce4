using System.Net.WebSockets;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>A result in messages of bounded size.</summary>
internal static class WireResult
{
    public static async Task SendAsync(FrameSocket socket, QueryResult result, CancellationToken cancellationToken)
    {
        using var columns = FrameBuffer.Of(FrameKind.Columns).With(result.Columns.Count);
        foreach (var column in result.Columns)
        {
            columns.With(column.Name).With(column.Type);
        }

        await socket.SendAsync(columns, cancellationToken);
        using var rows = result.Rows.GetEnumerator();
        for (var more = rows.MoveNext(); more;)
        {
            using var frame = FrameBuffer.Of(FrameKind.Rows);
            more = frame.WriteRows(rows, more);
            await socket.SendAsync(frame, cancellationToken);
        }

        using var end = FrameBuffer.Of(FrameKind.End).With(result.Truncated ? 1 : 0).With(result.Tables.Count);
        foreach (var table in result.Tables)
        {
            end.With(table);
        }

        await socket.SendAsync(end, cancellationToken);
    }

    /// <param name="columns">The first message.</param>
    /// <param name="next">Gives the messages that follow.</param>
    public static async Task<QueryResult> ReceiveAsync(Frame columns, Func<Task<Frame>> next)
    {
        var names = new QueryColumn[columns.Body.ReadInt64()];
        for (var i = 0; i < names.Length; i++)
        {
            var name = columns.Body.ReadString();
            names[i] = new QueryColumn(name, columns.Body.ReadString());
        }

        var rows = new List<IReadOnlyList<object?>>();
        while (true)
        {
            var frame = await next();
            switch (frame.Kind)
            {
                case FrameKind.Rows:
                    rows.AddRange(FrameBuffer.ReadRows(frame.Body));
                    break;
                case FrameKind.End:
                    var truncated = frame.Body.ReadInt64() == 1;
                    var tables = new string[frame.Body.ReadInt64()];
                    for (var i = 0; i < tables.Length; i++)
                    {
                        tables[i] = frame.Body.ReadString();
                    }

                    return new QueryResult(names, rows, truncated) { Tables = tables };
                default:
                    throw new WebSocketException(WebSocketError.InvalidMessageType, $"{frame.Kind} came within a result.");
            }
        }
    }
}
