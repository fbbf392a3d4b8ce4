using System.Collections.Concurrent;
using Twinyard.Access.Policies;

namespace Twinyard.Access.Sessions;

/// <summary>Policies of sessions, ready to decide: read once, and few at a time.</summary>
internal sealed class SessionLimits
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, CompiledPolicy> _compiled = new(StringComparer.Ordinal);

    /// <returns>Null where the principal's session has no policy, or it acts in none.</returns>
    public CompiledPolicy? Of(Principal principal)
    {
        if (principal.Session is not { Policy: { } text } session)
        {
            return null;
        }

        if (_compiled.Count >= MostKept)
        {
            _compiled.Clear();
        }

        return _compiled.GetOrAdd(session.Id, _ => new CompiledPolicy("the session policy", PolicyReader.Parse("session policy", text, PolicyGrammar.Identity).Value));
    }
}
