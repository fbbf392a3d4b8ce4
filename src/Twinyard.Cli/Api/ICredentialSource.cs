namespace Twinyard.Cli.Api;

/// <summary>Where a client's token comes from.</summary>
public interface ICredentialSource
{
    /// <summary>Asked before each request; one that expires is renewed.</summary>
    /// <exception cref="CliError">There is none to be had.</exception>
    ValueTask<string> TokenAsync(CancellationToken cancellationToken);

    /// <summary>The server did not take the last one.</summary>
    void Refused();
}
