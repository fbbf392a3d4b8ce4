namespace Twinyard.Access.Secrets;

/// <summary>What may be known of a secret without its value.</summary>
/// <param name="Version">The newest; its number is never given again.</param>
/// <param name="Versions">How many are kept.</param>
/// <param name="ChangedAt">When the newest was made.</param>
/// <param name="ChangedBy">Who made it.</param>
/// <param name="Users">What is deployed or configured and names it.</param>
public sealed record SecretSummary(string Name, string Description, int Version, int Versions, DateTimeOffset ChangedAt, string ChangedBy, IReadOnlyList<string> Users);

/// <param name="KeyId">The key that it is encrypted with.</param>
public sealed record SecretVersionSummary(int Version, DateTimeOffset CreatedAt, string CreatedBy, string KeyId);

/// <param name="Versions">Those that are kept, newest first.</param>
public sealed record SecretDetail(SecretSummary Secret, IReadOnlyList<SecretVersionSummary> Versions);
