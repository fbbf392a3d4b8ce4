using System.Globalization;
using Twinyard.Buckets.Objects;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Buckets.Lineage;

/// <summary>Resolves <c>dataset</c> nodes, named <c>bucket/key@version</c>, back to the run that wrote them.</summary>
internal sealed class DatasetLineage(Database database, ObjectStore store) : ILineageSource
{
    public IReadOnlyList<string> Kinds { get; } = ["dataset"];

    public async Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        var slash = reference.Id.IndexOf('/', StringComparison.Ordinal);
        var at = reference.Id.LastIndexOf('@');
        if (slash <= 0 || at <= slash + 1)
        {
            return null;
        }

        var row = await database.ReadAsync(
            session => store.FindAsync(reference.Id[..slash], reference.Id[(slash + 1)..at], reference.Id[(at + 1)..], session, cancellationToken),
            cancellationToken);
        if (row is not { IsDeleteMarker: 0 })
        {
            return null;
        }

        return new LineageNode(
            reference,
            $"Dataset {row.Bucket}/{row.Key}",
            [
                new("version", row.Version),
                new("size", string.Create(CultureInfo.InvariantCulture, $"{row.Size} bytes")),
                new("sha256", row.Sha256),
                new("created", UnixMicros.FromUnixMicros(row.CreatedAt).ToText()),
            ],
            row.RunId.Length == 0 ? [] : [new LineageReference("run", row.RunId)]);
    }
}
