namespace Twinyard.Workflows.Lateness;

/// <summary>What was expected in time, as stored.</summary>
internal static class Expectation
{
    public const string Start = "start";
    public const string Finish = "finish";
}
