namespace Twinyard.Chaos.Serving;

/// <summary>
/// The name of an attempt, <c>&lt;run&gt;-&lt;fence&gt;</c>, which stands in all that it leaves. A script knows it from the name of its output folder.
/// </summary>
internal static class RunStamp
{
    public static string Of(string runId, long fence) => $"{runId}-{fence}";

    public static string OfFolder(string outputFolder) => Path.GetFileName(outputFolder);

    /// <summary>What the steps of a run write into all that they leave. Not the fence: the attempt that commits need not have executed all of them.</summary>
    public static string OfSteps(string runId) => Of(runId, 0);

    /// <summary>One execution of a step, by the name of its output folder: <c>&lt;run&gt;-&lt;step&gt;.&lt;item&gt;.&lt;fence&gt;.&lt;execution&gt;</c>.</summary>
    public static string OfStep(string runId, string outputFolder) => $"{runId}-{Path.GetFileName(outputFolder)}";

    public static string RunOf(string stamp) => stamp[..stamp.LastIndexOf('-')];
}
