using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Runs;

/// <summary>
/// The sessions of runs: of their workflows' roles, each as long as its attempt is running. A session is a part of the run's row, so it begins with the
/// claim, ends with whatever takes the run out of <c>running</c>, and cannot be left behind. Only the secret's hash is kept.
/// </summary>
internal sealed class RunSessions(Database database, RunStore runs, VersionStore versions) : ISessionSource
{
    private const string KindOfToken = "run";

    private static readonly TimeSpan BeyondTimeout = TimeSpan.FromMinutes(1);

    public string Kind => KindOfToken;

    /// <returns>Fresh secrets by their hashes.</returns>
    public static IReadOnlyDictionary<string, string> NewSecrets(int count)
    {
        var secrets = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var secret = SessionToken.NewSecret();
            secrets.Add(SessionToken.Hash(secret), secret);
        }

        return secrets;
    }

    public static string Token(string run, string secret) => SessionToken.Text(KindOfToken, run, secret);

    public Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            if (await runs.SessionAsync(name, session, cancellationToken) is not { } row)
            {
                return null;
            }

            var specification = await versions.GetAsync(row.Workflow, row.CommitId, session, cancellationToken);
            return new HeldSession(
                new Principal(Principal.Run, name, specification.Role),
                row.Hash,
                UnixMicros.FromUnixMicros(row.AttemptAt) + specification.Run.Timeout + BeyondTimeout,
                row.State == RunStates.Running ? null : $"its attempt has ended: the run {name} is {row.State}");
        },
        cancellationToken);
}
