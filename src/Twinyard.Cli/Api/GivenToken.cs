namespace Twinyard.Cli.Api;

/// <summary>A token that was given, and lasts as long as it does.</summary>
internal sealed class GivenToken(string token) : ICredentialSource
{
    public ValueTask<string> TokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(token);

    public void Refused()
    {
    }
}
