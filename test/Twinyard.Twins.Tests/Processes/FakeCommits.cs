using Twinyard.Platform.Results;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>Commits as files by path; an unknown commit is refused as Repositories would.</summary>
internal sealed class FakeCommits : ICommitSource
{
    public Dictionary<string, Dictionary<string, string>> Trees { get; } = [];

    /// <summary>Called with the folder after a tree was laid out, for what files cannot say, such as links.</summary>
    public Action<string>? AfterLayout { get; set; }

    /// <summary>Commits that were merged, with the trees that were deployed.</summary>
    public Dictionary<string, string> Deployed { get; } = [];

    public async Task<Result<string>> MaterializeDeployedAsync(string commit, string folder, CancellationToken cancellationToken) =>
        Deployed.ContainsKey(commit) ? await MaterializeAsync(commit, folder, cancellationToken) : new DeniedError("commit-not-deployed", $"The commit {commit} was never merged.");

    public Task<Result<string>> MaterializeAsync(string commit, string folder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!Trees.TryGetValue(commit, out var tree))
        {
            return Task.FromResult<Result<string>>(new NotFoundError("commit-not-found", $"There is no commit {commit}."));
        }

        foreach (var (path, content) in tree)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)! /* a file in a folder */);
            File.WriteAllText(file, content);
        }

        AfterLayout?.Invoke(folder);
        return Task.FromResult<Result<string>>($"tree-of-{commit}");
    }
}
