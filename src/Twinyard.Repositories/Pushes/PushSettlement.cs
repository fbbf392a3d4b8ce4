using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Pushes;

/// <summary>
/// Records a push after git has moved the refs: who brought which commit, which proposals have a new head. Works from the note on
/// disk and from where the branches are now, so it is right also after a crash and when pushes cross.
/// </summary>
internal sealed partial class PushSettlement(
    Database database,
    RepositoryCatalog catalog,
    PushStore pushes,
    ProposalHeads heads,
    ProposalEvents events,
    IProposals proposals,
    GitProgram git,
    IIdGenerator ids,
    TimeProvider time,
    ServerNode node,
    ILogger<PushSettlement> logger) : IStartupWork
{
    // The server's own: those of another one that is running are of pushes that it is about to settle.
    private readonly string _notes = Path.Combine(git.Root, ".pushes", node.Name);

    public string Name => "repositories.pushes";

    /// <summary>Begins the note of a push.</summary>
    /// <returns>The path to give to the hook and to <see cref="SettleAsync"/>.</returns>
    public string Begin(string repository, string by)
    {
        var path = Path.Combine(_notes, ids.NewId().ToString("N"));
        File.WriteAllText(path, PushNote.Begin(repository, by));
        return path;
    }

    public async Task SettleAsync(string path, CancellationToken cancellationToken)
    {
        var note = PushNote.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        if (note.Updates.Count > 0)
        {
            // Where the branches are is read first and written about then; two pushes must not do that across each other.
            await database.AloneAsync(
                "repositories.pushes",
                async () =>
                {
                    await RecordAsync(note, cancellationToken);
                    return Done.Value;
                },
                cancellationToken);
        }

        File.Delete(path);
        if (note.ProposalTitle is not null)
        {
            await ProposeAsync(note, note.ProposalTitle, cancellationToken);
        }
    }

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        PushHooks.Write(git.HooksFolder);
        Directory.CreateDirectory(_notes);
        foreach (var path in Directory.GetFiles(_notes).Order(StringComparer.Ordinal))
        {
            LogLeftOver(Path.GetFileName(path));
            await SettleAsync(path, cancellationToken);
        }

        return Done.Value;
    }

    private async Task RecordAsync(PushNote note, CancellationToken cancellationToken)
    {
        var repository = catalog.Open(note.Repository);
        var moved = new List<(PushUpdate Update, string Branch, bool Arrived, string? Tip)>();
        foreach (var update in note.Updates)
        {
            if (update.Branch is { } branch)
            {
                // A commit is there only when git took the push: until then it lies in quarantine.
                var arrived = !update.IsDeletion && await repository.CommitAsync(update.Commit, cancellationToken) is not null;
                moved.Add((update, branch, arrived, await repository.TipAsync(branch, cancellationToken)));
            }
        }

        await database.WriteAsync(
            async session =>
            {
                foreach (var (update, branch, arrived, tip) in moved)
                {
                    if (arrived)
                    {
                        await pushes.InsertAsync(
                            new PushRow
                            {
                                Id = ids.NewId().ToString("D"),
                                Repository = note.Repository,
                                Branch = branch,
                                CommitId = update.Commit,
                                PushedBy = note.By,
                                PushedAt = time.NowMicros(),
                            },
                            session,
                            cancellationToken);
                    }

                    if (tip == update.Commit)
                    {
                        await events.PushReceivedAsync(note.Repository, branch, tip, note.By, session, cancellationToken);
                    }

                    await heads.FollowAsync(note.Repository, branch, tip, note.By, session, cancellationToken);
                }
            },
            cancellationToken);
    }

    private async Task ProposeAsync(PushNote note, string title, CancellationToken cancellationToken)
    {
        foreach (var branch in note.Updates.Where(update => !update.IsDeletion).Select(update => update.Branch).OfType<string>())
        {
            var opened = await proposals.OpenAsync(note.Repository, new OpenProposalRequest(branch, title), new Principal(Principal.User, note.By, ""), cancellationToken);
            if (!opened.IsOk)
            {
                LogNotProposed(note.Repository, branch, opened.Error.Message);
            }
        }
    }
}
