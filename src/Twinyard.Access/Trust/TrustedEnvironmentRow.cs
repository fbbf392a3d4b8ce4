namespace Twinyard.Access.Trust;

internal sealed class TrustedEnvironmentRow
{
    public required string Name { get; init; }

    public required string TrustedBy { get; init; }

    public required long TrustedAt { get; init; }
}
