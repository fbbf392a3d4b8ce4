namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>Where the built program and the repository lie.</summary>
internal static class Installation
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The command line's own output, which has all that it runs beside it; of the same configuration as the tests.</summary>
    public static string Program { get; } = FindProgram();

    /// <summary>The device agent's program, beside it.</summary>
    public static string Agent => Path.Combine(Path.GetDirectoryName(Program)!, "twinyard-agent.dll");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Twinyard.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Twinyard.slnx.");
    }

    private static string FindProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent?.Name ?? "";
        var program = Path.Combine(FindRepository(), "src", "Twinyard.Cli", "bin", configuration, framework.Name, "twinyard.dll");
        return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not there; build src/Twinyard.Cli.");
    }
}
