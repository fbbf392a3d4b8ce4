namespace Twinyard.Cli.Commands.Demo;

/// <summary>Where the example and the agent's program lie: beside the command line's own program.</summary>
internal static class DemoPaths
{
    public static string Example => Path.Combine(AppContext.BaseDirectory, "examples", "turbofan");

    public static string Agent => Path.Combine(AppContext.BaseDirectory, "twinyard-agent.dll");
}
