using System.Runtime.CompilerServices;
using Twinyard.Agent.Recordings;
using Twinyard.Agent.Sources;

namespace Twinyard.Simulation;

/// <summary>Rows of one unit that are in memory already: the recording is read once for the whole fleet.</summary>
internal sealed class UnitSource(string kind, IReadOnlyList<RecordingRow> rows) : IRowSource
{
    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return RecordingSource.ToSourceRow(kind, row);
        }

        await Task.CompletedTask;
    }
}
