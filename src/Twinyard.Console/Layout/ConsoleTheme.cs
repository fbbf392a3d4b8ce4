using MudBlazor;

namespace Twinyard.WebConsole.Layout;

/// <summary>
/// Two themes, both written into the page; <c>data-theme</c> on the root element chooses. Switching is then a matter of the
/// browser alone: no round trip and no flash of the wrong one at load.
/// </summary>
internal static class ConsoleTheme
{
    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif"];

    public static MudTheme Light { get; } = Create(":root");

    public static MudTheme Dark { get; } = Create(":root[data-theme='dark']");

    private static MudTheme Create(string scope) => new()
    {
        PseudoCss = new PseudoCss { Scope = scope },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "232px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "1.375rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "-0.01em" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "0.8125rem", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "normal" },
        },
        PaletteLight = new PaletteLight
        {
            Primary = "#3f51c5",
            Secondary = "#5c6675",
            Tertiary = "#0f7b83",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2128",
            DrawerBackground = "#ffffff",
            DrawerText = "#414a57",
            DrawerIcon = "#6b7584",
            TextPrimary = "#1c2128",
            TextSecondary = "#5c6675",
            ActionDefault = "#5c6675",
            LinesDefault = "#e3e6eb",
            LinesInputs = "#c6ccd5",
            TableLines = "#e9ecf0",
            Divider = "#e3e6eb",
            Success = "#1a7f45",
            Warning = "#a45f00",
            Error = "#c4353b",
            Info = "#2b6cb8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9aa6ff",
            PrimaryContrastText = "#12151a",
            Secondary = "#97a1b0",
            Tertiary = "#5cc3cb",
            Background = "#13161b",
            Surface = "#1a1e25",
            AppbarBackground = "#1a1e25",
            AppbarText = "#e4e8ee",
            DrawerBackground = "#1a1e25",
            DrawerText = "#b9c1cd",
            DrawerIcon = "#8590a0",
            TextPrimary = "#e4e8ee",
            TextSecondary = "#98a2b1",
            ActionDefault = "#98a2b1",
            LinesDefault = "#2b313b",
            LinesInputs = "#454d5a",
            TableLines = "#262c35",
            Divider = "#2b313b",
            Success = "#4fc483",
            Warning = "#efb355",
            Error = "#f47c80",
            Info = "#6db0f2",
        },
    };
}
