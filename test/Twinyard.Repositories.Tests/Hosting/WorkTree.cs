using System.Diagnostics;
using System.Text;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>A person's clone, driven with the real git program.</summary>
internal sealed class WorkTree : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-tree-");
    private readonly string _url;
    private readonly string _token;

    private WorkTree(string url, string token)
    {
        _url = url;
        _token = token;
    }

    public string Folder => _folder.FullName;

    /// <param name="token">Sent as the password of HTTP Basic, as git does.</param>
    public static async Task<WorkTree> CreateAsync(TestServer server, string repository, string token)
    {
        var tree = new WorkTree($"{server.Url}/git/{repository}.git", token);
        (await tree.GitAsync("init", "--quiet", "--initial-branch=work", ".")).ExitCode.ShouldBe(0);
        return tree;
    }

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!); // the path is below the folder
        File.WriteAllBytes(full, content);
    }

    /// <returns>The new commit.</returns>
    public async Task<string> CommitAsync(string message)
    {
        (await GitAsync("add", "--all")).ExitCode.ShouldBe(0);
        var outcome = await GitAsync("commit", "--quiet", "--allow-empty", "--message", message);
        outcome.ExitCode.ShouldBe(0, outcome.Text);
        return await HeadAsync();
    }

    public async Task<string> HeadAsync() => (await GitAsync("rev-parse", "HEAD")).Text.Trim();

    public Task<GitOutcome> PushAsync(string branch, params string[] options) =>
        GitAsync(["push", .. options, UrlWithUser, $"HEAD:refs/heads/{branch}"]);

    /// <summary>Where the server's main branch is; empty when there is none.</summary>
    public async Task<string> MainAsync() => (await GitAsync("ls-remote", UrlWithUser, "refs/heads/main")).Text.Split('\t')[0];

    public string UrlWithUser => _url.Replace("http://", $"http://someone:{_token}@", StringComparison.Ordinal);

    public async Task<GitOutcome> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (var role in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{role}_NAME"] = "Alice";
            start.Environment[$"GIT_{role}_EMAIL"] = "alice@example.com";
        }

        using var process = Process.Start(start)!; // never null without shell execution
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new GitOutcome(process.ExitCode, await output + await error);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

internal sealed record GitOutcome(int ExitCode, string Text);
