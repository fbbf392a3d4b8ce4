namespace Twinyard.Warehouse.RunTables;

/// <summary>The columns seen so far, in order of appearance, and the kind that holds all their values.</summary>
internal sealed class ColumnSet
{
    public const string RunId = "run_id";
    private const int MaximumNameLength = 128;

    // DuckDB's names are case-insensitive and keep the case they were made with.
    private readonly Dictionary<string, (string Name, ColumnKind Kind)> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];

    public IReadOnlyList<KeyValuePair<string, ColumnKind>> InOrder => [.. _order.Select(name => KeyValuePair.Create(name, _columns[name].Kind))];

    /// <returns>What is wrong, or null.</returns>
    public string? Add(string name, ColumnKind kind)
    {
        if (!_columns.TryGetValue(name, out var seen))
        {
            if (CheckName(name) is { } problem)
            {
                return problem;
            }

            _order.Add(name);
            _columns[name] = (name, kind);
            return null;
        }

        if (!string.Equals(seen.Name, name, StringComparison.Ordinal))
        {
            return $"the columns '{seen.Name}' and '{name}' differ in case only.";
        }

        if (ColumnKinds.Join(seen.Kind, kind) is not { } joined)
        {
            return $"column '{name}' holds {kind.ForPeople()} here and {seen.Kind.ForPeople()} before.";
        }

        _columns[name] = (name, joined);
        return null;
    }

    private string? CheckName(string name)
    {
        if (string.Equals(name, RunId, StringComparison.OrdinalIgnoreCase))
        {
            return $"the column '{RunId}' is written by the system.";
        }

        if (name.Length is 0 or > MaximumNameLength || name.Any(char.IsControl))
        {
            return $"a column's name has 1 to {MaximumNameLength} characters, none of them a control character.";
        }

        return _columns.Count == TableFile.MaximumColumns ? $"a table has at most {TableFile.MaximumColumns} columns." : null;
    }
}
