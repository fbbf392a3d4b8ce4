using System.Runtime.CompilerServices;
using Twinyard.Agent.Recordings;

namespace Twinyard.Agent.Sources;

/// <summary>Replays a recording. The entity is <c>kind/unit</c>, the step the cycle.</summary>
/// <param name="kind">Such as <c>fd001</c>.</param>
/// <param name="unit">Only this unit; null for all of them.</param>
public sealed class RecordingSource(string path, string kind, int? unit) : IRowSource
{
    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in Recording.Read(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (unit is null || row.Unit == unit)
            {
                yield return ToSourceRow(kind, row);
            }
            else if (row.Unit > unit)
            {
                // Recordings are ordered by unit.
                yield break;
            }
        }

        await Task.CompletedTask;
    }

    public static SourceRow ToSourceRow(string kind, RecordingRow row)
    {
        var values = new Dictionary<string, double>(row.Values.Length, StringComparer.Ordinal);
        for (var i = 0; i < row.Values.Length; i++)
        {
            values.Add(RecordingColumns.Names[i], row.Values[i]);
        }

        return new SourceRow($"{kind}/{row.Unit}", row.Cycle, values);
    }
}
