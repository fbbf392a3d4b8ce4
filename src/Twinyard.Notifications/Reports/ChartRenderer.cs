using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Twinyard.Notifications.Reports;

/// <summary>Draws a report's chart as PNG: 1 180 by 640 pixels, twice the density of the mail's column, so that it is sharp on a phone.</summary>
internal static class ChartRenderer
{
    private const int Width = 1180;
    private const int Height = 640;
    private const double Density = 2;
    private const int MaximumNames = 24;
    private const int LongestName = 16;
    private const int CharactersAcross = 72;
    private static readonly string[] Palette = ["#3f51c5", "#0f7b83", "#d9622b", "#7a4fc4", "#1a7f45", "#c4353b", "#2b6cb8", "#a45f00", "#b0408f", "#5c6675", "#6a8f1f", "#12151a"];
    private static readonly Color Ink = Color.FromHex("#1c2128");
    private static readonly Color Quiet = Color.FromHex("#5c6675");
    private static readonly Color Rule = Color.FromHex("#c6ccd5");

    public static byte[] Render(ReportChart chart)
    {
        ReportFont.Install();
        using var plot = new Plot { ScaleFactor = Density };
        var axis = ChartAxis.Of(chart);
        for (var i = 0; i < chart.Series.Count; i++)
        {
            Add(plot, chart, i, axis);
        }

        plot.XLabel(chart.XLabel);
        plot.YLabel(chart.YLabel);
        ScaleAxes(plot, chart, axis);
        Style(plot, chart);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static void Add(Plot plot, ReportChart chart, int index, ChartAxis axis)
    {
        var series = chart.Series[index];
        var colour = Color.FromHex(Palette[index % Palette.Length]);
        var xs = series.X.Select(axis.Place).ToArray();
        if (chart.Kind == "bar")
        {
            AddBars(plot, chart, index, xs, colour);
            return;
        }

        var ys = series.Y.ToArray();
        var points = plot.Add.Scatter(xs, ys, colour);
        points.LegendText = series.Name;
        points.LineWidth = chart.Kind == "line" ? 2 : 0;
        points.MarkerSize = chart.Kind == "scatter" ? 6 : xs.Length <= 40 ? 5 : 0;
        points.MarkerShape = MarkerShape.FilledCircle;
    }

    // The bars of one place stand side by side and fill four fifths of it.
    private static void AddBars(Plot plot, ReportChart chart, int index, double[] xs, Color colour)
    {
        var step = xs.Length > 1 ? xs.Order().Zip(xs.Order().Skip(1), (a, b) => b - a).Where(gap => gap > 0).DefaultIfEmpty(1).Min() : 1;
        var width = 0.8 * step / chart.Series.Count;
        var shift = (index - ((chart.Series.Count - 1) / 2.0)) * width;
        var bars = xs.Zip(chart.Series[index].Y, (x, y) => new Bar
        {
            Position = x + shift,
            Value = double.IsNaN(y) ? 0 : y,
            FillColor = colour,
            LineWidth = 0,
            Size = width * 0.94,
        });
        plot.Add.Bars(bars.ToArray()).LegendText = chart.Series[index].Name;
    }

    private static void Style(Plot plot, ReportChart chart)
    {
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Color.FromHex("#e9ecf0");
        plot.Grid.XAxisStyle.IsVisible = chart.Kind != "bar";
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        foreach (var edge in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            edge.FrameLineStyle.Color = Rule;
            edge.MajorTickStyle.Color = Rule;
            edge.MinorTickStyle.Length = 0;
            edge.TickLabelStyle.ForeColor = Quiet;
            edge.TickLabelStyle.FontSize = 12;
            edge.Label.ForeColor = Quiet;
            edge.Label.FontSize = 12;
            edge.Label.Bold = false;
        }

        if (chart.Title.Length > 0)
        {
            plot.Title(chart.Title);
            plot.Axes.Title.Label.FontSize = 15;
            plot.Axes.Title.Label.Bold = false;
            plot.Axes.Title.Label.ForeColor = Ink;
        }

        if (chart.Series.Count > 1)
        {
            var legend = plot.ShowLegend(Edge.Bottom).Legend;
            legend.Orientation = Orientation.Horizontal;
            legend.OutlineWidth = 0;
            legend.ShadowColor = Colors.Transparent;
            legend.BackgroundColor = Colors.White;
            legend.FontSize = 12;
            legend.FontColor = Quiet;
            legend.FontName = ReportFont.Name;
        }
        else
        {
            plot.HideLegend();
        }

        plot.Font.Set(ReportFont.Name);
    }

    private static void ScaleAxes(Plot plot, ReportChart chart, ChartAxis axis)
    {
        if (axis.Kind == ChartAxisKind.Time)
        {
            var days = chart.Series.SelectMany(series => series.X).Select(axis.Place).ToList();
            var format = (days.Max() - days.Min()) switch
            {
                < 1.0 / 24 => "HH:mm:ss",
                < 2 => "HH:mm",
                < 300 => "MM-dd",
                _ => "yyyy-MM-dd",
            };
            plot.Axes.DateTimeTicksBottom().TickGenerator = new DateTimeAutomatic { LabelFormatter = time => time.ToString(format, CultureInfo.InvariantCulture) };
        }
        else if (axis.Kind == ChartAxisKind.Categories)
        {
            NameCategories(plot, axis);
        }

        plot.Axes.Margins(horizontal: 0.03, vertical: 0.08);
        if (chart.Kind == "bar")
        {
            plot.Axes.Margins(bottom: chart.Series.Any(series => series.Y.Any(y => y < 0)) ? 0.08 : 0);
        }
    }

    private static void NameCategories(Plot plot, ChartAxis axis)
    {
        var every = Math.Max(1, (int)Math.Ceiling(axis.Categories.Count / (double)MaximumNames));
        var places = Enumerable.Range(0, axis.Categories.Count).Where(i => i % every == 0).ToList();
        var names = places.Select(i => Shorten(axis.Categories[i])).ToArray();
        plot.Axes.Bottom.SetTicks([.. places.Select(i => (double)i)], names);
        var longest = names.Max(name => name.Length);
        if ((longest + 2) * names.Length > CharactersAcross)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = -35;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
            // The axis does not measure turned labels itself: a character takes about 4.5 pixels of height at this slope.
            plot.Axes.Bottom.MinimumSize = 24 + (longest * 4.5f) + (plot.Axes.Bottom.Label.Text.Length > 0 ? 18 : 0);
        }
    }

    private static string Shorten(string text) => text.Length <= LongestName ? text : $"{text[..(LongestName - 1)]}…";
}
