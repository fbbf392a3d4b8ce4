using System.Threading.Channels;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Ports;

namespace Twinyard.Twins.Processes;

/// <summary>
/// Carries lines into a log stream in batches: a batch goes out when it is full or when its first line has waited long enough.
/// Whoever writes waits while the log is slower than the script, so a talkative script slows down instead of filling memory.
/// </summary>
internal sealed class LogPump : IAsyncDisposable
{
    public const int LargestBatch = 200;
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly Channel<LogLine> _lines =
        Channel.CreateBounded<LogLine>(new BoundedChannelOptions(4 * LargestBatch) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ILogStreams _logs;
    private readonly string _stream;
    private readonly string _prefix;
    private readonly SecretMask? _mask;
    private readonly TimeProvider _time;
    private readonly Task _carrying;

    /// <param name="prefix">Stands before each line.</param>
    /// <param name="mask">Covers values of secrets within a line; null for none.</param>
    public LogPump(ILogStreams logs, string stream, string prefix, SecretMask? mask, TimeProvider time)
    {
        _logs = logs;
        _stream = stream;
        _prefix = prefix;
        _mask = mask;
        _time = time;
        _carrying = CarryAsync();
    }

    /// <param name="source"><c>stdout</c>, <c>stderr</c> or <c>twinyard</c>.</param>
    public ValueTask WriteAsync(string source, string text) => _lines.Writer.WriteAsync(new LogLine(_time.GetUtcNow(), source, _prefix + (_mask?.Apply(text) ?? text)), CancellationToken.None);

    /// <summary>Lines that the log did not take, and why the last of them was not taken.</summary>
    public (int Lines, Exception? Reason) Lost { get; private set; }

    /// <summary>Returns when every line is in the log or counted as lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _carrying;
    }

    private async Task CarryAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            var batch = new List<LogLine>(LargestBatch);
            await FillAsync(batch);
            try
            {
                await _logs.AppendAsync(_stream, batch, CancellationToken.None);
            }
            catch (Exception e)
            {
                // A full disk must not leave the script blocked on its output: the run goes on, and the loss is counted.
                Lost = (Lost.Lines + batch.Count, e);
            }
        }
    }

    private async Task FillAsync(List<LogLine> batch)
    {
        using var wait = new CancellationTokenSource(LongestWait, _time);
        try
        {
            while (batch.Count < LargestBatch && await _lines.Reader.WaitToReadAsync(wait.Token))
            {
                while (batch.Count < LargestBatch && _lines.Reader.TryRead(out var line))
                {
                    batch.Add(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The first line has waited long enough.
        }
    }
}
