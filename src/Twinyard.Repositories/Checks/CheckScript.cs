using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Homes;
using Twinyard.Repositories.Proposals;
using Twinyard.Twins;

namespace Twinyard.Repositories.Checks;

/// <summary>Runs a step's script on the development twin, at exactly the checked commit, with a session that ends with it.</summary>
internal sealed class CheckScript(ITwin twin, ITokens tokens, HomeDirectory home, IOptions<RepositoriesOptions> options)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <returns>Empty when it passed, else why it failed.</returns>
    public async Task<string> RunAsync(CheckRow check, ProposalRow proposal, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromMilliseconds(check.TimeoutMs);
        var principal = new Principal(Principal.Run, check.Id, options.Value.CheckRole);
        var session = await tokens.IssueAsync(new TokenRequest(principal, $"check {check.Name} of proposal {proposal.Id}", timeout + Margin), cancellationToken);
        var output = Path.Combine(home.Runs, $"check-{check.Id}");
        try
        {
            if (Directory.Exists(output))
            {
                Directory.Delete(output, recursive: true);
            }

            Directory.CreateDirectory(output);
            var outcome = await twin.ExecuteAsync(
                new TwinRun
                {
                    RunId = check.Id,
                    LogStream = check.LogStream,
                    Commit = check.Head,
                    Folder = "",
                    Script = check.Script,
                    Token = session.Secret,
                    EventJson = "{}",
                    InputJson = new JsonObject { ["proposal"] = proposal.Id, ["repository"] = proposal.Repository, ["branch"] = proposal.Branch, ["commit"] = check.Head }.ToJsonString(),
                    OutputFolder = output,
                    Timeout = timeout,
                    Egress = check.Specification.Length == 0 ? null : JsonSerializer.Deserialize<IReadOnlyList<string>>(check.Specification),
                },
                cancellationToken);
            return Explain(check, outcome);
        }
        finally
        {
            await tokens.RevokeAsync(principal.Kind, principal.Name, CancellationToken.None);
            Directory.Delete(output, recursive: true);
        }
    }

    private static string Explain(CheckRow check, TwinOutcome outcome) => outcome switch
    {
        TwinSucceeded => "",
        TwinFailed failed => $"{check.Script}: {failed.Reason} Its log says why.",
        TwinTimedOut timedOut => $"{check.Script} was still running after {timedOut.After.TotalSeconds:0.###} s and was ended.",
        TwinNotStarted notStarted => $"{check.Script} did not start: {notStarted.Error}",
        TwinCancelled => $"{check.Script} was cancelled.",
        _ => $"{check.Script} ended in an unknown way.",
    };
}
