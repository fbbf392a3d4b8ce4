using Twinyard.Access.Secrets.Sealed;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.GitLab;

/// <summary>The access tokens of the linked projects: sealed, since they are sent.</summary>
internal sealed class LinkTokens(LinkStore links, ISealedValues values) : IPlainValues
{
    public string What => "tokens of linked GitLab projects";

    /// <summary>In place of the one before.</summary>
    public Task PutAsync(string repository, string token, SealedWriter writer, CancellationToken cancellationToken) => writer.PutAsync(SealedName(repository), token, cancellationToken);

    /// <returns>A failure where its key is not there or is another.</returns>
    public async Task<Result<string>> FindAsync(LinkRow link, CancellationToken cancellationToken)
    {
        if (link.UnsealedToken.Length > 0)
        {
            return link.UnsealedToken;
        }

        var found = await values.FindAsync(SealedName(link.Repository), cancellationToken);
        return found switch
        {
            { IsOk: false } => found.Error,
            { Value: { } token } => token,
            _ => new FailedError("gitlab-token-missing", $"The token of {link.Repository} is not there.", "Link it anew: `twinyard repo link`."),
        };
    }

    public Task DeleteAsync(string repository, DbSession session, CancellationToken cancellationToken) => values.DeleteAsync(SealedName(repository), session, cancellationToken);

    public async Task<IReadOnlyList<PlainValue>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        [.. (await links.UnsealedAsync(session, cancellationToken)).Select(row => new PlainValue(SealedName(row.Repository), row.UnsealedToken))];

    public Task ClearAsync(DbSession session, CancellationToken cancellationToken) => links.ClearTokensAsync(session, cancellationToken);

    private static string SealedName(string repository) => $"gitlab/{repository}";
}
