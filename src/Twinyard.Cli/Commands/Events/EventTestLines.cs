using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using Twinyard.Cli.Output;
using Twinyard.Events.Patterns;

namespace Twinyard.Cli.Commands.Events;

/// <summary>
/// Lines of <c>{"pattern": …, "event": …}</c>, each answered by a line, in order and as soon as they arrive. Memory is bounded by the
/// longest line that is taken; nothing is kept from one to the next.
/// </summary>
internal static class EventTestLines
{
    private const int LongestLine = 4 * 1024 * 1024;
    private const int ReadAtOnce = 64 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static async Task RunAsync(Stream input, CliOutput output, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadAtOnce));
        var answers = new List<string>();
        var isRestOfTooLong = false;
        // Some editors write a mark before the first line.
        var begin = await reader.ReadAtLeastAsync(ByteOrderMark.Length, cancellationToken);
        reader.AdvanceTo(begin.Buffer.GetPosition(StartsWithMark(begin.Buffer) ? ByteOrderMark.Length : 0));
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                answers.Add(isRestOfTooLong ? "invalid" : Answer(rest.Slice(0, end)));
                isRestOfTooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted && (rest.Length > 0 || isRestOfTooLong))
            {
                answers.Add(isRestOfTooLong ? "invalid" : Answer(rest));
                rest = rest.Slice(rest.End);
            }
            else if (rest.Length > LongestLine || isRestOfTooLong)
            {
                isRestOfTooLong = true;
                rest = rest.Slice(rest.End);
            }

            if (answers.Count > 0)
            {
                output.Line(string.Join(Environment.NewLine, answers));
                answers.Clear();
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await reader.CompleteAsync();
                return;
            }
        }
    }

    private static bool StartsWithMark(ReadOnlySequence<byte> text) =>
        text.Length >= ByteOrderMark.Length && text.Slice(0, ByteOrderMark.Length).ToArray().AsSpan().SequenceEqual(ByteOrderMark);

    private static string Answer(ReadOnlySequence<byte> line)
    {
        if (line.Length > LongestLine)
        {
            return "invalid";
        }

        try
        {
            using var document = StrictJson.Parse(line.IsSingleSegment ? line.First : line.ToArray(), wrapped: 1);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("pattern", out var asked)
                || !root.TryGetProperty("event", out var envelope)
                || envelope.ValueKind != JsonValueKind.Object)
            {
                return "invalid";
            }

            var pattern = EventPattern.Parse(asked);
            return !pattern.IsOk ? "invalid" : pattern.Value.IsMatch(JsonMarshal.GetRawUtf8Value(envelope)) ? "match" : "no-match";
        }
        catch (JsonException)
        {
            return "invalid";
        }
    }
}
