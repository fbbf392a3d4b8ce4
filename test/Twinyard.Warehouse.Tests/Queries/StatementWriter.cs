namespace Twinyard.Warehouse.Tests.Queries;

/// <summary>Writes a statement over <c>machine</c> and <c>reading</c>, choice by choice. Most of what it writes can be bound.</summary>
internal sealed class StatementWriter(int[] choices)
{
    private static readonly Source[] Tables = [new("machine", ["id", "line", "wage"]), new("reading", ["id", "value"])];

    private readonly List<Source> _common = [];
    private int _at;
    private int _names;

    private sealed record Source(string Name, string[] Columns);

    public static string Write(int[] choices) => new StatementWriter(choices).Statement();

    private string Statement()
    {
        var with = "";
        if (Choose(4) == 0)
        {
            var name = Choose(2) == 0 ? "x" : "machine";
            var (text, columns) = Select(1, []);
            with = $"WITH {name} AS {(Choose(2) == 0 ? "MATERIALIZED " : "")}({text}) ";
            _common.Add(new Source(name, columns));
        }

        return with + (Choose(6) == 0 ? $"{Single()} {Pick("UNION ALL", "EXCEPT", "INTERSECT")} {Single()}" : Select(2, []).Text);
    }

    private int Choose(int count) => choices[_at++ % choices.Length] % count;

    private string Pick(params string[] among) => among[Choose(among.Length)];

    private string Single()
    {
        var (from, sources) = From(1);
        return $"SELECT {Expression(1, sources)}::VARCHAR AS x FROM {from}";
    }

    private (string Text, string[] Columns) Select(int depth, IReadOnlyList<Source> outer)
    {
        var (from, sources) = From(depth);
        Source[] scope = [.. sources, .. outer];
        string items;
        string[] columns;
        switch (Choose(7))
        {
            case 0:
                (items, columns) = ("*", [.. sources.SelectMany(source => source.Columns)]);
                break;
            case 1:
                var left = Column(sources[0]);
                (items, columns) = ($"{sources[0].Name}.* EXCLUDE ({left})", [.. sources[0].Columns.Except([left])]);
                break;
            case 2:
                (items, columns) = ($"COLUMNS('{Pick("i", "w", "l", "^v")}.*')", []);
                break;
            case 3:
                (items, columns) = ($"{Pick("to_json", "hash", "count")}({sources[0].Name}) AS whole", ["whole"]);
                break;
            case 4:
                (items, columns) = ($"{Pick("max", "min", "count", "count")}({Expression(depth, scope)}) AS folded", ["folded"]);
                break;
            default:
                var name = Pick("id", "wage", "value", "other");
                (items, columns) = ($"{Expression(depth, scope)} AS {name}, {Expression(depth, scope)} AS second", [name, "second"]);
                break;
        }

        var text = $"SELECT {Pick("", "", "", "DISTINCT ")}{items} FROM {from}";
        text += Choose(3) == 0 ? $" WHERE {Condition(depth, scope)}" : "";
        // No LIMIT: rows that compare alike come in any order.
        text += Choose(5) == 0 ? $" ORDER BY {Expression(depth, scope)}" : "";
        return (text, columns);
    }

    private (string Text, Source[] Sources) From(int depth)
    {
        var left = One(depth);
        switch (Choose(6))
        {
            case 0:
                var joined = One(depth);
                return ($"{left.Text} {Pick("JOIN", "LEFT JOIN")} {joined.Text} USING (id)", [left.Source, joined.Source]);
            case 1:
                var natural = One(depth);
                return ($"{left.Text} NATURAL JOIN {natural.Text}", [left.Source, natural.Source]);
            case 2:
                var kept = One(depth);
                return ($"{left.Text} {Pick("SEMI", "ANTI")} JOIN {kept.Text} ON {Column(left.Source, true)}::VARCHAR = {Column(kept.Source, true)}::VARCHAR", [left.Source]);
            case 3 when depth > 0:
                var name = $"s{_names++}";
                var lateral = Select(depth - 1, [left.Source]);
                return ($"{left.Text}, LATERAL ({lateral.Text}) {name}", [left.Source, new Source(name, lateral.Columns)]);
            default:
                return (left.Text, [left.Source]);
        }
    }

    private (string Text, Source Source) One(int depth)
    {
        var name = $"s{_names++}";
        if (depth > 0 && Choose(4) == 0)
        {
            var inner = Select(depth - 1, []);
            return ($"({inner.Text}) {name}", new Source(name, inner.Columns));
        }

        Source[] known = [.. Tables, .. _common];
        var table = known[Choose(known.Length)];
        return Choose(5) == 0 && table.Columns.Length == 3
            ? ($"{table.Name} AS {name}(a, b, c)", new Source(name, ["a", "b", "c"]))
            : ($"{Pick("", "", "main.")}{table.Name} {name}", table with { Name = name });
    }

    private string Column(Source source, bool qualified = false) =>
        source.Columns is [] ? (qualified ? $"{source.Name}.id" : "id") : (qualified ? $"{source.Name}." : "") + source.Columns[Choose(source.Columns.Length)];

    /// <summary>Names that need no table in front.</summary>
    private static string[] Only(Source[] scope) => [.. scope.SelectMany(source => source.Columns).GroupBy(column => column).Where(column => column.Count() == 1).Select(column => column.Key)];

    private string Expression(int depth, Source[] scope)
    {
        switch (Choose(depth > 0 ? 10 : 6))
        {
            case 0:
                return Pick("1", "7777003", "'line1'", "NULL");
            case 6:
                return $"({Expression(depth - 1, scope)}::VARCHAR = {Expression(depth - 1, scope)}::VARCHAR)";
            case 7:
                return $"CASE WHEN {Condition(depth - 1, scope)} THEN {Expression(depth - 1, scope)} END";
            case 8:
                return $"(SELECT max({Column(scope[Choose(scope.Length)], true)}) FROM {From(0).Text})";
            case 9:
                return $"coalesce({Expression(depth - 1, scope)}::VARCHAR, {Column(scope[Choose(scope.Length)], true)}::VARCHAR)";
            case 1 when Only(scope) is { Length: > 0 } only:
                return only[Choose(only.Length)];
            case 2 when Only(scope).Contains("wage"):
                return "wage";
            default:
                return Column(scope[Choose(scope.Length)], true);
        }
    }

    private string Condition(int depth, Source[] scope) => Choose(depth > 0 ? 4 : 2) switch
    {
        0 => $"{Column(scope[Choose(scope.Length)], true)} IS NOT NULL",
        1 => $"{Expression(0, scope)}::VARCHAR > {Expression(0, scope)}::VARCHAR",
        2 => $"EXISTS ({Select(depth - 1, scope).Text})",
        _ => $"{Expression(0, scope)}::VARCHAR IN (SELECT {Column(Tables[0])}::VARCHAR FROM machine)",
    };
}
