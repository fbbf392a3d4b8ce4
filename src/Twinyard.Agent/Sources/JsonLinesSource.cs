using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Twinyard.Agent.Sources;

/// <summary>Reads JSON lines such as <c>{"entity":"pump/1","step":12,"values":{"s1":0.5}}</c>, as from standard input.</summary>
/// <param name="reportProblem">Told of every line that is no row; the line is left out.</param>
public sealed class JsonLinesSource(TextReader input, Action<string> reportProblem) : IRowSource
{
    /// <summary>A longer line is no row; it also bounds what a source that never breaks its lines can take.</summary>
    public const int MaximumLine = 1024 * 1024;

    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        // A pipe's read cannot be cancelled; it is left behind when the device ends.
        while (await input.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line) && Parse(line, number) is { } row)
            {
                yield return row;
            }
        }
    }

    private SourceRow? Parse(string line, int number)
    {
        if (line.Length > MaximumLine)
        {
            reportProblem($"line {number}: longer than {MaximumLine} characters");
            return null;
        }

        try
        {
            var row = JsonSerializer.Deserialize(line, AgentJson.Default.SourceRow);
            if (row is { Entity.Length: > 0, Values.Count: > 0 } && row.Values.Values.All(double.IsFinite))
            {
                return row;
            }

            reportProblem($"line {number}: entity, step and values (numbers by column) are needed");
        }
        catch (JsonException e)
        {
            reportProblem($"line {number}: {e.Message}");
        }

        return null;
    }
}
