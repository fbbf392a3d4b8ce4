namespace Twinyard.Inference.Features;

/// <summary>Statistics as <c>bundle.yaml</c> spells them.</summary>
public static class StatisticNames
{
    private static readonly string[] Names = ["last", "mean", "std", "slope"];

    public static IReadOnlyList<string> All => Names;

    public static string Of(Statistic statistic) => Names[(int)statistic];

    public static bool TryParse(string name, out Statistic statistic)
    {
        var index = Array.IndexOf(Names, name);
        statistic = (Statistic)Math.Max(index, 0);
        return index >= 0;
    }
}
