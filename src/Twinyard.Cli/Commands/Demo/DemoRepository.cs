using System.Text;
using Twinyard.Platform.Processes;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>Alice's clone of the example repository, worked on with the real git program.</summary>
internal sealed class DemoRepository(DemoContext demo)
{
    private static readonly TimeSpan GitPatience = TimeSpan.FromMinutes(1);

    public string Folder { get; } = Path.Combine(demo.Folder, "turbofan");

    public string Remote => $"{demo.Server.LocalUrl}/git/turbofan.git";

    /// <summary>Starts afresh from the example's files.</summary>
    public async Task CreateAsync(string example, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.CreateDirectory(Folder);
        await GitAsync(["init", "--quiet", "--initial-branch", "main", "."], cancellationToken);
        await GitAsync(["remote", "add", "origin", Remote], cancellationToken);
        // On a home that has a history already, go on from what is deployed there.
        var known = await GitAsync(["ls-remote", "--heads", "origin", "main"], cancellationToken);
        if (known.Length > 0)
        {
            await GitAsync(["fetch", "--quiet", "origin", "main"], cancellationToken);
            await GitAsync(["reset", "--quiet", "--soft", "FETCH_HEAD"], cancellationToken);
        }

        CopyFolder(example, Folder);
    }

    public void Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? Folder);
        File.WriteAllText(full, content);
    }

    /// <returns>False when there is nothing to commit.</returns>
    public async Task<bool> CommitAsync(string message, CancellationToken cancellationToken)
    {
        await GitAsync(["add", "--all"], cancellationToken);
        if ((await GitAsync(["status", "--porcelain"], cancellationToken)).Length == 0)
        {
            return false;
        }

        await GitAsync(["commit", "--quiet", "--message", message], cancellationToken);
        return true;
    }

    public Task PushAsync(string branch, CancellationToken cancellationToken) =>
        GitAsync(["push", "--quiet", "--force", "origin", $"HEAD:refs/heads/{branch}"], cancellationToken);

    public async Task BranchFromDeployedAsync(string branch, CancellationToken cancellationToken)
    {
        await GitAsync(["fetch", "--quiet", "origin", "main"], cancellationToken);
        await GitAsync(["checkout", "--quiet", "-B", branch, "FETCH_HEAD"], cancellationToken);
    }

    private async Task<string> GitAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{await demo.Alice.TokenAsync(cancellationToken)}"));
        var outcome = await ChildProcess.RunAsync(
            new ChildCommand
            {
                FileName = "git",
                Arguments = arguments,
                WorkingDirectory = Folder,
                Timeout = GitPatience,
                // The token goes through the environment: not into .git/config, and not onto a command line that others can list.
                Environment = new Dictionary<string, string>
                {
                    ["GIT_AUTHOR_NAME"] = "Alice",
                    ["GIT_AUTHOR_EMAIL"] = "alice@example.com",
                    ["GIT_COMMITTER_NAME"] = "Alice",
                    ["GIT_COMMITTER_EMAIL"] = "alice@example.com",
                    ["GIT_TERMINAL_PROMPT"] = "0",
                    ["GIT_CONFIG_NOSYSTEM"] = "1",
                    ["GIT_CONFIG_COUNT"] = "1",
                    ["GIT_CONFIG_KEY_0"] = "http.extraHeader",
                    ["GIT_CONFIG_VALUE_0"] = $"Authorization: Basic {credential}",
                },
            },
            (_, line) =>
            {
                output.AppendLine(line);
                return ValueTask.CompletedTask;
            },
            TimeProvider.System,
            cancellationToken);
        return outcome is ChildExited { ExitCode: 0 }
            ? output.ToString().Trim()
            : throw new CliError(ExitCodes.Failed, $"git {string.Join(' ', arguments)} failed ({outcome}):{Environment.NewLine}{output}");
    }

    private static void CopyFolder(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? target);
            File.Copy(file, path, overwrite: true);
        }
    }
}
