using System.Text;

namespace Twinyard.Repositories.Git;

/// <summary>Refs and commits of one bare repository.</summary>
internal sealed class GitRepository(GitProgram git, string name)
{
    public const string DefaultBranch = "main";
    private const int NoLimit = int.MaxValue;

    public string Name { get; } = name;

    public string Folder { get; } = git.FolderOf(name);

    public static string RefOf(string branch) => $"refs/heads/{branch}";

    /// <summary>Creates the folder whole or not at all.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var temporary = Folder + ".new";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }

        await RequireAsync(git, ["init", "--quiet", "--bare", "--template=", $"--initial-branch={DefaultBranch}", temporary], cancellationToken);
        Directory.Move(temporary, Folder);
    }

    /// <summary>The commit at the tip of a branch, or null.</summary>
    public Task<string?> TipAsync(string branch, CancellationToken cancellationToken) => CommitAsync(RefOf(branch), cancellationToken);

    /// <param name="revision">A full ref or a commit id; never what a person typed.</param>
    public async Task<string?> CommitAsync(string revision, CancellationToken cancellationToken)
    {
        var output = await RunAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}"], cancellationToken);
        return output.IsOk ? output.Line : null;
    }

    public async Task<string> TreeOfAsync(string commit, CancellationToken cancellationToken) =>
        (await RequireAsync(["rev-parse", "--verify", "--end-of-options", $"{commit}^{{tree}}"], cancellationToken)).Line;

    public async Task<bool> IsAncestorAsync(string ancestor, string commit, CancellationToken cancellationToken)
    {
        var output = await RunAsync(["merge-base", "--is-ancestor", ancestor, commit], cancellationToken);
        return output.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw Failed(["merge-base"], output),
        };
    }

    public async Task<bool> IsBranchNameAsync(string branch, CancellationToken cancellationToken) =>
        !branch.StartsWith('-') && (await RunAsync(["check-ref-format", RefOf(branch)], cancellationToken)).IsOk;

    /// <summary>Moves a branch if it is where it is believed to be.</summary>
    /// <param name="from">Empty for a branch that must not exist.</param>
    public Task MoveAsync(string branch, string from, string to, CancellationToken cancellationToken) =>
        RequireAsync(["update-ref", RefOf(branch), to, from.Length == 0 ? new string('0', to.Length) : from], cancellationToken);

    /// <summary>Deletes a branch, if it is there.</summary>
    public Task DeleteAsync(string branch, CancellationToken cancellationToken) => RequireAsync(["update-ref", "-d", RefOf(branch)], cancellationToken);

    public Task<GitOutput> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        git.RunAsync(InRepository(arguments), ReadOnlyMemory<byte>.Empty, NoLimit, cancellationToken);

    public Task<GitOutput> RunAsync(IReadOnlyList<string> arguments, int maximumBytes, CancellationToken cancellationToken) =>
        git.RunAsync(InRepository(arguments), ReadOnlyMemory<byte>.Empty, maximumBytes, cancellationToken);

    public Task<GitOutput> RunAsync(IReadOnlyList<string> arguments, IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellationToken) =>
        git.RunAsync(InRepository(arguments), ReadOnlyMemory<byte>.Empty, NoLimit, settings, cancellationToken);

    public async Task<GitOutput> RequireAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = await RunAsync(arguments, cancellationToken);
        return output.IsOk ? output : throw Failed(arguments, output);
    }

    public async Task<GitOutput> RequireAsync(IReadOnlyList<string> arguments, int maximumBytes, CancellationToken cancellationToken)
    {
        var output = await RunAsync(arguments, maximumBytes, cancellationToken);
        return output.IsOk ? output : throw Failed(arguments, output);
    }

    public async Task<GitOutput> RequireAsync(IReadOnlyList<string> arguments, string input, CancellationToken cancellationToken)
    {
        var output = await git.RunAsync(InRepository(arguments), Encoding.UTF8.GetBytes(input), NoLimit, cancellationToken);
        return output.IsOk ? output : throw Failed(arguments, output);
    }

    public GitProcess Start(IReadOnlyList<string> arguments) => git.Start(InRepository(arguments));

    private static async Task RequireAsync(GitProgram git, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var output = await git.RunAsync(arguments, ReadOnlyMemory<byte>.Empty, NoLimit, cancellationToken);
        if (!output.IsOk)
        {
            throw Failed(arguments, output);
        }
    }

    private IReadOnlyList<string> InRepository(IReadOnlyList<string> arguments) => [$"--git-dir={Folder}", .. arguments];

    private static GitException Failed(IReadOnlyList<string> arguments, GitOutput output) =>
        new($"git {arguments[0]} ended with exit code {output.ExitCode}: {output.Complaint}");
}
