using System.Collections.Concurrent;
using Twinyard.Access.Policies;

namespace Twinyard.Access.Sessions;

/// <summary>Policies of sessions and scopes of personal tokens, ready to decide: read once, and few at a time.</summary>
internal sealed class SessionLimits
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, CompiledPolicy> _compiled = new(StringComparer.Ordinal);

    /// <returns>Empty where neither the principal's session nor its token has a policy.</returns>
    public CompiledPolicy[] Of(Principal principal)
    {
        var session = principal.Session is { Policy: { } policy } ? Compiled(principal.Session.Id, "session policy", policy) : null;
        var token = principal.Token is { Policy: { } scope } ? Compiled(principal.Token.Id, "scope of the personal token", scope) : null;
        return session is null && token is null ? [] : [.. new[] { session, token }.OfType<CompiledPolicy>()];
    }

    private CompiledPolicy Compiled(string id, string name, string text)
    {
        if (_compiled.Count >= MostKept)
        {
            _compiled.Clear();
        }

        return _compiled.GetOrAdd(id, _ => new CompiledPolicy($"the {name}", PolicyReader.Parse(name, text, PolicyGrammar.Identity).Value));
    }
}
