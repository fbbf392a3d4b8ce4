using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>
/// The credentials of attempts: sessions of their workflows' roles. They come with the claim and end with the attempt, each in the
/// transaction that makes it so; whoever takes an attempt away from its server ends its session too.
/// </summary>
internal sealed class RunSession(ITokens tokens)
{
    private static readonly TimeSpan BeyondTimeout = TimeSpan.FromMinutes(1);

    /// <returns>The runs with their tokens; without where the role does not exist.</returns>
    public async Task<IReadOnlyList<ClaimedRun>> OpenAsync(IReadOnlyList<ClaimedRun> runs, DbSession session, CancellationToken cancellationToken)
    {
        var requests = runs.Select(run => new TokenRequest(
            new Principal(Principal.Run, run.Id, run.Specification.Role), $"run of {run.Row.Workflow}", run.Specification.Run.Timeout + BeyondTimeout));
        var issued = await tokens.IssueAsync([.. requests], session, cancellationToken);
        return [.. runs.Zip(issued, (run, token) => run with { Token = token?.Secret })];
    }

    public Task CloseAsync(IReadOnlyList<string> runs, DbSession session, CancellationToken cancellationToken) =>
        tokens.RevokeAsync(Principal.Run, runs, session, cancellationToken);

    public static Error NoRole(ClaimedRun run) => new NotFoundError(
        "role-not-found", $"The role {run.Specification.Role} of the workflow {run.Row.Workflow} does not exist.", "Declare it under resources/roles/ and merge.");
}
