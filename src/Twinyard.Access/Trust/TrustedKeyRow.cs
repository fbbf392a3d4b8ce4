namespace Twinyard.Access.Trust;

internal sealed class TrustedKeyRow
{
    public required string Environment { get; init; }

    public required string Id { get; init; }

    /// <summary><see cref="Trust.PublicKey"/> in JSON.</summary>
    public required string PublicKey { get; init; }
}
