using Twinyard.Platform.Processes;

namespace Twinyard.Sdk.Tests.Scripts;

/// <summary>A folder of scripts, run by the real script host in a process of its own.</summary>
internal sealed class ScriptFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-script-");

    public string Path => _folder.FullName;

    public string Cache => System.IO.Path.Combine(Path, "cache");

    public string Output => System.IO.Path.Combine(Path, "output");

    public Dictionary<string, string> Variables { get; } = [];

    public void Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)! /* below the folder */);
        File.WriteAllText(path, content);
    }

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public Task<Ended> RunAsync(string script, params string[] arguments) =>
        RunAsync("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "twinyard-script.dll"), System.IO.Path.Combine(Path, script), .. arguments], System.IO.Path.GetDirectoryName(script) ?? "");

    public async Task<Ended> RunAsync(string program, IReadOnlyList<string> arguments, string folder)
    {
        var lines = new List<(string Source, string Text)>();
        var command = new ChildCommand
        {
            FileName = program,
            Arguments = arguments,
            WorkingDirectory = System.IO.Path.Combine(Path, folder),
            Environment = new Dictionary<string, string>(Variables) { ["TWINYARD_CACHE"] = Cache, ["TWINYARD_OUTPUT"] = Output },
            Timeout = TimeSpan.FromMinutes(2),
        };
        var outcome = await ChildProcess.RunAsync(
            command,
            (source, text) =>
            {
                lines.Add((source, text));
                return ValueTask.CompletedTask;
            },
            TimeProvider.System,
            CancellationToken.None);
        return new Ended(outcome, [.. lines.Where(line => line.Source == "stdout").Select(line => line.Text)], [.. lines.Where(line => line.Source == "stderr").Select(line => line.Text)]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    internal sealed record Ended(ChildOutcome Outcome, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
    {
        public int ExitCode => Outcome is ChildExited exited ? exited.ExitCode : throw new InvalidOperationException($"{Outcome}: {string.Join('\n', Errors)}");
    }
}
