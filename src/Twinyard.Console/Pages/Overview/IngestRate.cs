using Twinyard.WebConsole.Parts;

namespace Twinyard.WebConsole.Pages.Overview;

/// <summary>Turns readings of a growing counter into a rate, as long as the page is open.</summary>
internal sealed class IngestRate
{
    private const int MostPoints = 150;

    private readonly List<PlotPoint> _points = [];
    private DateTimeOffset _before;
    private long? _count;

    /// <summary>Messages a second; null before the second reading.</summary>
    public double? PerSecond => _points.Count > 0 ? _points[^1].Value : null;

    public IReadOnlyList<PlotPoint> Points => _points;

    /// <param name="count">The counter; it starts again at 0 when the server does.</param>
    public void Take(DateTimeOffset at, long count)
    {
        if (_count is { } known && count >= known && at > _before)
        {
            _points.Add(new PlotPoint(at, (count - known) / (at - _before).TotalSeconds));
            if (_points.Count > MostPoints)
            {
                _points.RemoveAt(0);
            }
        }

        (_before, _count) = (at, count);
    }
}
