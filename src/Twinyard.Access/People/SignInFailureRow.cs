namespace Twinyard.Access.People;

internal sealed class SignInFailureRow
{
    public required string Subject { get; init; }

    public required long Failures { get; init; }

    public required long LastAt { get; init; }
}
