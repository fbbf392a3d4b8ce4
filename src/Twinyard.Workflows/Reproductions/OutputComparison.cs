using Twinyard.Contracts.Workflows;

namespace Twinyard.Workflows.Reproductions;

/// <summary>Compares what a run left with what it leaves now, file by file.</summary>
internal static class OutputComparison
{
    private const string Rows = ".ndjson";

    public static IReadOnlyList<ReproducedItem> Of(IReadOnlyList<RunOutputDigest> now, IReadOnlyList<RunOutputDigest> then)
    {
        var found = now.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var known = then.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. then.Select(file => found.TryGetValue(file.Path, out var again) ? Compare(again, file) : Item(file.Path, ReproducedItem.Missing, null)),
            .. now.Where(file => !known.Contains(file.Path)).Select(file => Item(file.Path, ReproducedItem.Added, null)),
        ];
    }

    /// <summary>The script's result; nothing where there was none either time.</summary>
    public static IEnumerable<ReproducedItem> OfResult(string? now, string? then)
    {
        const string Result = "result";
        if (then is null && now is null)
        {
            yield break;
        }

        yield return now is null ? new ReproducedItem(Result, "", ReproducedItem.Missing, null)
            : then is null ? new ReproducedItem(Result, "", ReproducedItem.Added, null)
            : JsonDifference.First(now, then) is { } difference ? new ReproducedItem(Result, "", ReproducedItem.Different, difference)
            : new ReproducedItem(Result, "", ReproducedItem.Identical, null);
    }

    private static ReproducedItem Compare(RunOutputDigest now, RunOutputDigest then)
    {
        // The order of rows in a table, or of datapoints, means nothing; that of events does.
        if (now.Sha256 == then.Sha256 || (now.RowsHash is { } rows && rows == then.RowsHash && !IsOrdered(then.Path)))
        {
            return Item(then.Path, ReproducedItem.Identical, null);
        }

        return Item(then.Path, ReproducedItem.Different, Difference(now, then));
    }

    private static string? Difference(RunOutputDigest now, RunOutputDigest then)
    {
        if (now.Rows is { } some && then.Rows is { } others)
        {
            return FirstRow(now.Text, then.Text) ?? (some == others ? now.RowsHash == then.RowsHash ? "the same rows in another order" : $"{some:N0} rows, as many as before" : $"{some:N0} rows, was {others:N0}");
        }

        return (now.Text is { } text && then.Text is { } before ? JsonDifference.First(text, before) : null) ?? (now.Size == then.Size ? $"{now.Size:N0} bytes, as many as before" : $"{now.Size:N0} bytes, was {then.Size:N0}");
    }

    private static string? FirstRow(string? now, string? then)
    {
        if (now is null || then is null)
        {
            return null;
        }

        var (some, others) = (Lines(now), Lines(then));
        for (var i = 0; i < Math.Min(some.Length, others.Length); i++)
        {
            if (some[i] != others[i])
            {
                return $"row {i + 1}: {JsonDifference.First(some[i], others[i]) ?? "written in another way"}";
            }
        }

        return null;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOrdered(string path) => path.Split('/')[0] is not ("tables" or "metrics.ndjson" or "evaluations.ndjson");

    private static ReproducedItem Item(string path, string verdict, string? difference) => path.Split('/') switch
    {
        ["objects", .. var key] => new ReproducedItem("object", string.Join('/', key), verdict, difference),
        ["tables", var table] when table.EndsWith(Rows, StringComparison.Ordinal) => new ReproducedItem("table", table[..^Rows.Length], verdict, difference),
        ["models", .. var file] => new ReproducedItem("model", string.Join('/', file), verdict, difference),
        ["reports", .. var file] => new ReproducedItem("report", string.Join('/', file), verdict, difference),
        [var file] when file.EndsWith(Rows, StringComparison.Ordinal) => new ReproducedItem(file[..^Rows.Length], "", verdict, difference),
        _ => new ReproducedItem("file", path, verdict, difference),
    };
}
