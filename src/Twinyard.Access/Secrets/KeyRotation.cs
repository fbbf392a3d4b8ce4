namespace Twinyard.Access.Secrets;

/// <summary>What a rotation has done.</summary>
/// <param name="KeyId">The key that everything is encrypted with now.</param>
/// <param name="Versions">Versions that were encrypted again.</param>
/// <param name="OldKeys">Ids of older keys that are still kept, with which nothing is encrypted any more.</param>
public sealed record KeyRotation(string KeyId, int Versions, IReadOnlyList<string> OldKeys);
