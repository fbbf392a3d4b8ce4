using System.Globalization;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Catalog;

internal sealed class RepositoryCatalog(Database database, RepositoryStore store, GitProgram git, IServerAddress address, TimeProvider time) : IRepositories, IDisposable
{
    private readonly SemaphoreSlim _creating = new(1, 1);

    public GitRepository Open(string name) => new(git, name);

    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => store.ListAllAsync(session, cancellationToken), cancellationToken)).Select(row => row.Name)];

    public async Task<Page<RepositorySummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => store.ListAsync(page, session, cancellationToken), cancellationToken)).Map(ToSummary);

    public async Task<Result<RepositorySummary>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(session => store.FindAsync(name, session, cancellationToken), cancellationToken);
        return row is null ? NotFound(name) : ToSummary(row);
    }

    public async Task<Result<RepositorySummary>> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (!RepositoryName.IsGood(name))
        {
            return new InvalidError("repository-name-invalid", $"'{name}' is not a repository name.", "Use 1 to 63 of a–z, 0–9 and '-', starting and ending with a letter or digit.");
        }

        var row = new RepositoryRow { Name = name, CreatedAt = time.NowMicros() };
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (await database.ReadAsync(session => store.FindAsync(name, session, cancellationToken), cancellationToken) is not null)
            {
                return Exists(name);
            }

            // The folder first: a row must never promise a repository that is not there. A folder without a row is an earlier
            // attempt that did not get to the row; nobody can have pushed to it.
            var repository = Open(name);
            if (!Directory.Exists(repository.Folder))
            {
                await repository.CreateAsync(cancellationToken);
            }

            var added = await database.WriteAsync(session => store.InsertAsync(row, session, cancellationToken), cancellationToken);
            return added ? ToSummary(row) : Exists(name);
        }
        catch (Exception e) when (e is IOException or GitException)
        {
            return new FailedError("repository-not-created", $"The repository {name} could not be created: {e.Message}");
        }
        finally
        {
            _creating.Release();
        }
    }

    public async Task<Result<Page<CommitSummary>>> ListCommitsAsync(string name, string? branch, PageRequest page, CancellationToken cancellationToken)
    {
        var found = await FindAsync(name, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var repository = Open(name);
        var tip = branch is null || await repository.IsBranchNameAsync(branch, cancellationToken)
            ? await repository.TipAsync(branch ?? GitRepository.DefaultBranch, cancellationToken)
            : null;
        if (tip is null)
        {
            return branch is null ? new Page<CommitSummary>([], null) : BranchNotFound(name, branch);
        }

        _ = int.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var skip);
        var commits = await repository.LogAsync("", tip, skip, page.Size + 1, cancellationToken);
        return Page<CommitSummary>.Cut(commits, page.Size, _ => (skip + page.Size).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _creating.Dispose();

    internal static NotFoundError NotFound(string name) =>
        new("repository-not-found", $"There is no repository '{name}'.", "List them with `twinyard repo list`, or create it with `twinyard repo create`.");

    internal static NotFoundError BranchNotFound(string name, string branch) =>
        new("branch-not-found", $"The repository {name} has no branch '{branch}'.", "Push it first: git push origin HEAD:refs/heads/<branch>.");

    private static ConflictError Exists(string name) => new("repository-exists", $"There is a repository '{name}' already.");

    private RepositorySummary ToSummary(RepositoryRow row) =>
        new(row.Name, GitRepository.DefaultBranch, row.Deployed, $"{address.Url}/git/{row.Name}.git", UnixMicros.FromUnixMicros(row.CreatedAt));
}
