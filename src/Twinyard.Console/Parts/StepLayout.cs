using System.Globalization;

namespace Twinyard.WebConsole.Parts;

/// <summary>
/// Places steps in columns: each to the right of all that it needs, and within its column near the middle of those, so that few lines cross.
/// </summary>
internal sealed class StepLayout
{
    public const double Height = 50;

    private const double GapX = 56;
    private const double GapY = 18;
    private const double LetterWidth = 7.4;
    private const double Padding = 34;

    private readonly Dictionary<string, (double X, double Y)> _places = new(StringComparer.Ordinal);

    public StepLayout(IReadOnlyList<StepNode> nodes)
    {
        Width = Math.Max(132, Padding + (LetterWidth * nodes.Select(node => Math.Max(node.Name.Length, node.Line.Length * 0.92)).DefaultIfEmpty(0).Max()));
        var columns = Columns(nodes);
        var tallest = columns.Select(column => column.Count).DefaultIfEmpty(0).Max();
        TotalHeight = Math.Max((tallest * (Height + GapY)) - GapY, 0);
        TotalWidth = Math.Max((columns.Count * (Width + GapX)) - GapX, 0);
        for (var x = 0; x < columns.Count; x++)
        {
            Place(columns[x], x);
        }

        Edges = [.. nodes.SelectMany(node => node.Needs.Where(_places.ContainsKey).Select(need => Edge(need, node.Name)))];
    }

    /// <summary>Of each node.</summary>
    public double Width { get; }

    public double TotalWidth { get; }

    public double TotalHeight { get; }

    /// <summary>Paths from the steps to those that need them.</summary>
    public IReadOnlyList<string> Edges { get; }

    /// <returns>The node's upper left corner.</returns>
    public (double X, double Y) this[string name] => _places[name];

    private static List<List<StepNode>> Columns(IReadOnlyList<StepNode> nodes)
    {
        var columnOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = nodes.ToList();
        // The manifest's reader has refused cycles, so each pass places some.
        while (open.FindIndex(node => node.Needs.All(need => columnOf.ContainsKey(need) || nodes.All(other => other.Name != need))) is >= 0 and var at)
        {
            columnOf[open[at].Name] = open[at].Needs.Where(columnOf.ContainsKey).Select(need => columnOf[need] + 1).DefaultIfEmpty(0).Max();
            open.RemoveAt(at);
        }

        return [.. nodes.Where(node => columnOf.ContainsKey(node.Name)).GroupBy(node => columnOf[node.Name]).OrderBy(group => group.Key).Select(group => group.ToList())];
    }

    private void Place(List<StepNode> column, int x)
    {
        var ordered = column.OrderBy(node => node.Needs.Where(_places.ContainsKey).Select(need => _places[need].Y).DefaultIfEmpty(0).Average()).ToList();
        var top = (TotalHeight - ((ordered.Count * (Height + GapY)) - GapY)) / 2;
        for (var y = 0; y < ordered.Count; y++)
        {
            _places[ordered[y].Name] = (x * (Width + GapX), top + (y * (Height + GapY)));
        }
    }

    private string Edge(string from, string to)
    {
        var (x1, y1) = (_places[from].X + Width, _places[from].Y + (Height / 2));
        var (x2, y2) = (_places[to].X, _places[to].Y + (Height / 2));
        var bend = Math.Min((x2 - x1) / 2, GapX);
        return string.Create(CultureInfo.InvariantCulture, $"M{x1:0.#} {y1:0.#}C{x1 + bend:0.#} {y1:0.#} {x2 - bend:0.#} {y2:0.#} {x2:0.#} {y2:0.#}");
    }
}
