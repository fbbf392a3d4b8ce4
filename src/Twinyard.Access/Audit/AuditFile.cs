using Twinyard.Platform.Results;

namespace Twinyard.Access.Audit;

/// <summary>An export of the audit trail: a line of NDJSON for each entry. Looked at without a server.</summary>
public static class AuditFile
{
    /// <summary>Walks over the lines. The first one says by itself what came before it; that it is the right beginning shows only by comparison with another export or a noted head.</summary>
    /// <param name="noted">A head's hash that must be on the way; null for none.</param>
    /// <returns>An <see cref="InvalidError"/> where there is no entry at all.</returns>
    public static async Task<Result<AuditVerdict>> VerifyAsync(TextReader lines, string? noted, CancellationToken cancellationToken)
    {
        AuditWalk? walk = null;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (AuditChain.Parse(line) is not { } entry)
            {
                return walk is null
                    ? new InvalidError("audit-file", "The first line is not an entry of an audit trail.", "Name a file that `twinyard audit export` wrote.")
                    : AuditVerdict.Of(walk, new AuditBreak(walk.Sequence + 1, "the line is not an entry in its canonical form", "a line as `twinyard audit export` writes it", AuditText.Clean(line)));
            }

            walk ??= new AuditWalk(entry.Sequence - 1, entry.Previous, noted);
            if (walk.Take(entry) is { } broken)
            {
                return AuditVerdict.Of(walk, broken);
            }
        }

        return walk is null
            ? new InvalidError("audit-file", "There is no entry in the file.", "Name a file that `twinyard audit export` wrote.")
            : AuditVerdict.Of(walk, walk.End());
    }
}
