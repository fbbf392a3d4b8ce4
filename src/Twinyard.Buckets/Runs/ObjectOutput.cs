using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Buckets.Objects;
using Twinyard.Buckets.Storage;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Runs;

/// <summary>
/// Takes <c>objects/</c>: staging stores the contents without names, the commit names all of them in one transaction. That the
/// staged rows go in the same transaction makes a second commit of the run do nothing.
/// </summary>
internal sealed class ObjectOutput(
    Database database, ObjectStore objects, StagedObjectStore staged, BlobFolder blobs, ObjectEvents events, IAccessEvaluator access, IOptions<BucketsOptions> options) : IRunOutput
{
    public static readonly DeclaredAction Put = new("buckets:PutObject", "buckets:object/{bucket}/{key}", "a run's `objects/{bucket}/{key}`");

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public string Name => "objects";

    public int Order => 0;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var files = OutputFiles.Find(outputs.Folder);
        if (!files.IsOk)
        {
            return files.Error;
        }

        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        var rows = new List<StagedRow>();
        foreach (var file in files.Value)
        {
            var row = await StageAsync(file, outputs.Attempt, principal, cancellationToken);
            if (!row.IsOk)
            {
                return row.Error;
            }

            rows.Add(row.Value);
        }

        await database.WriteAsync(session => staged.ReplaceAsync(outputs, rows, session, cancellationToken), cancellationToken);
        return Done.Value;
    }

    public Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            // In one order everywhere, because each key's row is locked for its version.
            var rows = await staged.TakeAsync(outputs, session, cancellationToken);
            foreach (var row in rows.OrderBy(row => row.Bucket, StringComparer.Ordinal).ThenBy(row => row.Key, StringComparer.Ordinal))
            {
                var version = new NewVersion
                {
                    Bucket = row.Bucket,
                    Key = row.Key,
                    ContentType = row.ContentType,
                    Size = row.Size,
                    Sha256 = row.Sha256,
                    RunId = outputs.RunId,
                };
                await events.CreatedAsync(await objects.AddAsync(version, session, cancellationToken), session, cancellationToken);
            }
        },
        cancellationToken);

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) =>
        database.WriteAsync(session => staged.DiscardAsync(outputs, session, cancellationToken), cancellationToken);

    private async Task<Result<StagedRow>> StageAsync(OutputFile file, string attempt, Principal principal, CancellationToken cancellationToken)
    {
        if (ObjectNames.Check(file.Bucket, file.Key) is { } bad)
        {
            return bad;
        }

        var allowed = await access.RequireAsync(principal, Put.Action, Put.On($"{file.Bucket}/{file.Key}"), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        await using var content = File.OpenRead(file.Path);
        var blob = await blobs.StoreAsync(content, options.Value.MaximumObjectBytes, cancellationToken);
        return blob.Map(stored => new StagedRow
        {
            Attempt = attempt,
            Bucket = file.Bucket,
            Key = file.Key,
            Size = stored.Size,
            Sha256 = stored.Sha256,
            ContentType = ContentTypes.TryGetContentType(file.Key, out var type) ? type : "application/octet-stream",
        });
    }
}
