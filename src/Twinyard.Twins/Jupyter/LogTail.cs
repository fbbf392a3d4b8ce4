using System.Text;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Jupyter;

/// <summary>Carries a growing file of a Jupyter Server into a run's log, line by line.</summary>
internal sealed class LogTail(JupyterServer server, string path, string source, LogPump log)
{
    private readonly List<byte> _rest = [];
    private long _position;

    /// <param name="last">Whether the file grows no more, so that its end is a line even without a line's end.</param>
    public async Task CarryAsync(bool last, CancellationToken cancellationToken)
    {
        var content = await server.ReadFileAsync(path, _position, cancellationToken);
        _position += content.Length;
        _rest.AddRange(content);
        var end = last ? _rest.Count : _rest.LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            return;
        }

        var text = Encoding.UTF8.GetString([.. _rest.Take(end)]);
        _rest.RemoveRange(0, end);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            await log.WriteAsync(source, line.TrimEnd('\r'));
        }
    }
}
