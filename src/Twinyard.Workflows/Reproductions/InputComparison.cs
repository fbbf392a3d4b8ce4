using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Records;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Compares what a run read with what it reads now. What is pinned should be the same, unless the script asked for something else.</summary>
internal static class InputComparison
{
    public static IReadOnlyList<ReproducedItem> Of(IReadOnlyList<RunRead> now, IReadOnlyList<RunReadRow> then)
    {
        var again = now.ToLookup(read => (read.Kind, read.Name), read => read.Version);
        var known = then.ToLookup(read => (read.Kind, read.Name), read => read.Version);
        return
        [
            .. known.Select(read => Compare(read.Key, [.. again[read.Key]], [.. read])),
            .. again.Where(read => !known.Contains(read.Key)).Select(read => new ReproducedItem(read.Key.Kind, read.Key.Name, ReproducedItem.Added, null)),
        ];
    }

    private static ReproducedItem Compare((string Kind, string Name) read, IReadOnlyList<string> now, IReadOnlyList<string> then)
    {
        if (now.Count == 0)
        {
            return new ReproducedItem(read.Kind, read.Name, ReproducedItem.Missing, "not read this time");
        }

        if (read.Kind == RunRead.Table)
        {
            return new ReproducedItem(read.Kind, read.Name, ReproducedItem.NotPinned, "its rows may have changed since");
        }

        return now.ToHashSet().SetEquals(then)
            ? new ReproducedItem(read.Kind, read.Name, ReproducedItem.Identical, null)
            : new ReproducedItem(read.Kind, read.Name, ReproducedItem.Different, $"version {string.Join(", ", now)}, was {string.Join(", ", then)}");
    }
}
