namespace Twinyard.Contracts.Repositories;

/// <summary>What a proposal changes against the commit it branched from.</summary>
/// <param name="Text">Unified diff.</param>
/// <param name="IsTruncated">The text was cut at the limit; the files are complete.</param>
public sealed record ProposalDiff(IReadOnlyList<FileChange> Files, string Text, bool IsTruncated);

/// <param name="Added">Lines; null for a binary file.</param>
/// <param name="Removed">Lines; null for a binary file.</param>
public sealed record FileChange(string Path, int? Added, int? Removed);
