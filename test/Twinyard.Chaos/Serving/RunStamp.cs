namespace Twinyard.Chaos.Serving;

/// <summary>
/// The name of an attempt, <c>&lt;run&gt;-&lt;fence&gt;</c>, which stands in all that it leaves. A script knows it from the name of its output folder.
/// </summary>
internal static class RunStamp
{
    public static string Of(string runId, long fence) => $"{runId}-{fence}";

    public static string OfFolder(string outputFolder) => Path.GetFileName(outputFolder);

    public static string RunOf(string stamp) => stamp[..stamp.LastIndexOf('-')];
}
