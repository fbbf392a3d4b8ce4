using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace Twinyard.Notifications.Reports;

/// <summary>
/// The charts' font comes with the assembly (DejaVu Sans, whose licence lies beside it): a server's container often has no
/// fonts, and a chart without text says nothing.
/// </summary>
internal sealed class ReportFont : IFontResolver
{
    public const string Name = "Twinyard Report";

    private static readonly Lazy<ReportFont> Installed = new(() =>
    {
        var font = new ReportFont();
        Fonts.FontResolvers.Insert(0, font);
        return font;
    });

    private readonly SKData _data;

    private ReportFont()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Twinyard.Notifications.Fonts.DejaVuSans.ttf")
            ?? throw new InvalidOperationException("The font is missing from the assembly.");
        _data = SKData.Create(stream);
    }

    /// <summary>Makes the font known to the chart library, once a process.</summary>
    public static void Install() => _ = Installed.Value;

    // A new typeface a call: the caller disposes it.
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Name ? SKTypeface.FromData(_data) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == Name ? SKTypeface.FromData(_data) : null;
}
