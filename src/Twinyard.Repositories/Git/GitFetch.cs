using System.Text;

namespace Twinyard.Repositories.Git;

/// <summary>Fetches from a remote over HTTP, with a credential that neither a command line nor a file of the repository shows.</summary>
internal static class GitFetch
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="refspec">Such as <c>+refs/heads/x:refs/heads/y</c>.</param>
    /// <returns>Null where it is there now, else what git said.</returns>
    public static async Task<string?> FetchAsync(
        this GitRepository repository, string url, string refspec, string token, TimeProvider time, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] settings =
        [
            new("http.extraHeader", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"oauth2:{token}"))}"),
            new("http.followRedirects", "false"),
            new("http.lowSpeedLimit", "1000"),
            new("http.lowSpeedTime", "60"),
            new("protocol.allow", "never"),
            new("protocol.http.allow", "always"),
            new("protocol.https.allow", "always"),
            new("fetch.fsckObjects", "true"),
        ];
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var output = await repository.RunAsync(
                ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", url, refspec], settings, either.Token);
            return output.IsOk ? null : output.Complaint;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"git had not ended after {Patience.TotalMinutes:0} minutes.";
        }
    }
}
