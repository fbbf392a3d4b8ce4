using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Backups;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Host.Http;

/// <summary>Backups of the environment. As many as are kept: one page holds them all.</summary>
internal static class BackupEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var backups = routes.MapGroup("/api/v1/backups").WithTags("Backups");
        backups.MapPost("", Start).RequireAction("backups:CreateBackup", "backups:backup/*");
        backups.MapGet("", List).RequireAction("backups:ListBackups", "backups:backup/*");
        backups.MapGet("/{name}", Get).RequireAction("backups:GetBackup", "backups:backup/{name}");
    }

    internal static Results<Accepted<BackupSummary>, ProblemHttpResult> Start(BackupDesk desk)
    {
        var started = desk.Start();
        return started.IsOk ? TypedResults.Accepted($"/api/v1/backups/{started.Value.Name}", Summary(started.Value)) : started.Error.ToProblem();
    }

    internal static Ok<Page<BackupSummary>> List(BackupDesk desk) => TypedResults.Ok(new Page<BackupSummary>([.. desk.List().Select(Summary)], null));

    internal static Results<Ok<BackupSummary>, ProblemHttpResult> Get(string name, BackupDesk desk)
    {
        var found = desk.Find(name);
        return found.IsOk ? TypedResults.Ok(Summary(found.Value)) : found.Error.ToProblem();
    }

    private static BackupSummary Summary(BackupInfo backup) =>
        new(backup.Name, backup.Folder, backup.State, backup.TakenAt, backup.Files, backup.Bytes, backup.Phase, backup.Error);
}
