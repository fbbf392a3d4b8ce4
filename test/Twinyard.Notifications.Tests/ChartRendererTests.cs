using System.Text.Json.Nodes;
using SkiaSharp;
using Twinyard.Notifications.Reports;

namespace Twinyard.Notifications.Tests;

public sealed class ChartRendererTests
{
    [Theory]
    [InlineData("line")]
    [InlineData("bar")]
    [InlineData("scatter")]
    public void Render_EveryKind_DrawsDataAndText(string kind)
    {
        var series = new[] { "first", "second" }.Select((name, n) => new ReportSeries(
            name, [.. Enumerable.Range(0, 12).Select(i => (JsonNode)JsonValue.Create($"device-{i:00}"))], [.. Enumerable.Range(0, 12).Select(i => 10 + (n * 3) + Math.Sin(i))]));
        var chart = new ReportChart(kind, "Mean absolute error by device", "device", "cycles", [.. series]);

        var with = ChartRenderer.Render(chart);
        var without = ChartRenderer.Render(chart with { Title = "" });

        using var image = SKBitmap.Decode(with);
        (image.Width, image.Height).ShouldBe((1180, 640));
        Ink(with).ShouldBeGreaterThan(Ink(without), "the title must be drawn, also on a machine without fonts");
        Save(kind, with);
    }

    [Fact]
    public void Render_TimesAndGaps_MakeATimeAxis()
    {
        var days = Enumerable.Range(0, 30).Select(i => new DateTime(2026, 2, 1).AddDays(i)).ToList();
        var chart = new ReportChart("line", "RMSE on what came in", "", "cycles",
        [
            new ReportSeries("rul v1", [.. days.Select(day => (JsonNode)JsonValue.Create($"{day:yyyy-MM-dd}"))], [.. days.Select((_, i) => i is 11 or 12 ? double.NaN : 13 + (i * 0.1) + Math.Sin(i))]),
        ]);

        var png = ChartRenderer.Render(chart);

        Ink(png).ShouldBeGreaterThan(1000);
        Save("time", png);
    }

    [Fact]
    public void Render_OnePointOnly_Works() =>
        ChartRenderer.Render(new ReportChart("bar", "", "", "", [new ReportSeries("", [JsonValue.Create(1.0)], [0])])).Length.ShouldBeGreaterThan(1000);

    // To look at: TWINYARD_TEST_PICTURES names a folder.
    private static void Save(string name, byte[] png)
    {
        if (Environment.GetEnvironmentVariable("TWINYARD_TEST_PICTURES") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"chart-{name}.png"), png);
        }
    }

    private static int Ink(byte[] png)
    {
        using var image = SKBitmap.Decode(png);
        return image.Pixels.Count(pixel => pixel.Red < 120 && pixel.Green < 120 && pixel.Blue < 140);
    }
}
