using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Twinyard.Agent.Sources;

/// <summary>Reads JSON lines such as <c>{"entity":"pump/1","step":12,"values":{"s1":0.5}}</c>, as from standard input.</summary>
/// <param name="reportProblem">Told of every line that is no row; the line is left out.</param>
public sealed class JsonLinesSource(TextReader input, Action<string> reportProblem) : IRowSource
{
    /// <summary>Characters; a row of the most columns with all their digits fits.</summary>
    public const int MaximumLine = 32 * 1024;

    // The server's bounds: it refuses a message as a whole, and rows of a backlog share one.
    private const int MaximumEntity = 256;
    private const int MaximumColumns = 1_000;

    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new BoundedLineReader(input, MaximumLine, number => reportProblem($"line {number}: longer than {MaximumLine} characters"));
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line) && Parse(line, lines.Number) is { } row)
            {
                yield return row;
            }
        }
    }

    private SourceRow? Parse(string line, int number)
    {
        try
        {
            var row = JsonSerializer.Deserialize(line, AgentJson.Default.SourceRow);
            if (row is { Entity.Length: > 0 and <= MaximumEntity, Step: > long.MinValue, Values.Count: > 0 and <= MaximumColumns } && row.Values.Values.All(double.IsFinite))
            {
                return row;
            }

            reportProblem($"line {number}: entity (up to {MaximumEntity} characters), step and values (up to {MaximumColumns} numbers by column) are needed");
        }
        catch (JsonException e)
        {
            reportProblem($"line {number}: {e.Message}");
        }

        return null;
    }
}
