using Twinyard.Platform.Results;

namespace Twinyard.Twins.Processes;

/// <summary>The program that runs a script, and the arguments that come before the script's path.</summary>
internal sealed record Interpreter(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Chosen by the script's extension; an error with a remedy where it is not installed.</summary>
    public static Result<Interpreter> For(string script, TwinsOptions options, ProgramSearch programs)
    {
        var extension = Path.GetExtension(script);
        return extension switch
        {
            ".sh" => Found(programs.Find("/bin/bash") ?? programs.Find("sh"), [], script, "a shell", "Install bash."),
            ".py" => Found(programs.Find("python3"), ["-u"], script, "python3", "Install Python 3 on the server so that python3 is on its PATH, or write the script in C# (.csx), which needs nothing else."),
            ".csx" => ForCSharp(script, options, programs),
            _ => new InvalidError("script-kind-unknown", $"There is no interpreter for {script}: its extension is \"{extension}\".", "Use .csx, .py or .sh."),
        };
    }

    private static Result<Interpreter> ForCSharp(string script, TwinsOptions options, ProgramSearch programs) =>
        File.Exists(options.ScriptHost)
            ? Found(programs.Find("dotnet"), [options.ScriptHost], script, "dotnet", "Install the .NET 10 runtime so that dotnet is on the server's PATH.")
            : new FailedError("script-host-missing", $"{script} cannot run: the script host is not at {options.ScriptHost}.", "Build the server again, or set twins:scriptHost to the path of twinyard-script.dll.");

    private static Result<Interpreter> Found(string? program, IReadOnlyList<string> arguments, string script, string name, string remedy) =>
        program is null
            ? new FailedError("interpreter-missing", $"{script} cannot run: {name} is not installed on the server.", remedy)
            : new Interpreter(program, arguments);
}
