using System.Collections.Concurrent;
using Twinyard.Access;
using Twinyard.Access.Tokens;

namespace Twinyard.Workflows.Reproductions;

/// <summary>
/// The sessions of reproductions, in the memory of the server that executes them: each begins and ends with its reproduction, and is nowhere else. One of a run at a time.
/// </summary>
internal sealed class ReproductionSessions(TimeProvider time) : ISessionSource
{
    private readonly ConcurrentDictionary<string, HeldSession> _sessions = new(StringComparer.Ordinal);

    public string Kind => Principal.Reproduction;

    /// <returns>The session's token.</returns>
    public string Begin(string runId, string role, TimeSpan lifetime)
    {
        var secret = SessionToken.NewSecret();
        _sessions[runId] = new HeldSession(new Principal(Principal.Reproduction, runId, role), SessionToken.Hash(secret), time.GetUtcNow() + lifetime, null);
        return SessionToken.Text(Kind, runId, secret);
    }

    public void End(string runId) => _sessions.TryRemove(runId, out _);

    public Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_sessions.GetValueOrDefault(name));
}
