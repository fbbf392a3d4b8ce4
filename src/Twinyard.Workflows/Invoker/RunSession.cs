using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>The credential of one attempt: a session of the workflow's role that ends with it.</summary>
internal sealed class RunSession(ITokens tokens)
{
    private static readonly TimeSpan BeyondTimeout = TimeSpan.FromMinutes(1);

    public async Task<Result<string>> OpenAsync(ClaimedRun run, CancellationToken cancellationToken)
    {
        var principal = new Principal(Principal.Run, run.Id, run.Specification.Role);
        var request = new TokenRequest(principal, $"run of {run.Row.Workflow}", run.Specification.Run.Timeout + BeyondTimeout);
        try
        {
            return (await tokens.IssueAsync(request, cancellationToken)).Secret;
        }
        catch (ArgumentException)
        {
            return new NotFoundError("role-not-found", $"The role {run.Specification.Role} of the workflow {run.Row.Workflow} does not exist.", "Declare it under resources/roles/ and merge.");
        }
    }

    public Task CloseAsync(ClaimedRun run) => tokens.RevokeAsync(Principal.Run, run.Id, CancellationToken.None);
}
