using System.Buffers;
using System.IO.Pipelines;

namespace Twinyard.Cli.Output;

/// <summary>
/// Lines of JSON, each answered by a line, in order and as soon as they arrive. Memory is bounded by the longest line that is taken, 4 MiB; nothing
/// is kept from one to the next.
/// </summary>
/// <param name="answer">Answers one line, without its end.</param>
internal sealed class LineAnswers(Func<ReadOnlyMemory<byte>, string> answer)
{
    /// <summary>The answer to what is no question, and to a line that is too long.</summary>
    public const string Invalid = "invalid";

    private const int LongestLine = 4 * 1024 * 1024;
    private const int ReadAtOnce = 64 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <param name="file">A file's name, or <c>-</c> for standard input.</param>
    /// <exception cref="CliError">There is no such file.</exception>
    public async Task RunAsync(string file, CliOutput output, CancellationToken cancellationToken)
    {
        if (file != "-" && !File.Exists(file))
        {
            throw new CliError(ExitCodes.Invalid, $"There is no file '{file}'.", "Name a file of lines, or - for stdin.");
        }

        await using var input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        await RunAsync(input, output, cancellationToken);
    }

    private async Task RunAsync(Stream input, CliOutput output, CancellationToken cancellationToken)
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
                answers.Add(isRestOfTooLong ? Invalid : Answer(rest.Slice(0, end)));
                isRestOfTooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted && (rest.Length > 0 || isRestOfTooLong))
            {
                answers.Add(isRestOfTooLong ? Invalid : Answer(rest));
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

    private string Answer(ReadOnlySequence<byte> line) => line.Length > LongestLine ? Invalid : answer(line.IsSingleSegment ? line.First : line.ToArray());
}
