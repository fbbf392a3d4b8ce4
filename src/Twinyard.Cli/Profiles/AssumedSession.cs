using Twinyard.Access.Sessions;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Profiles;

/// <summary>The session of a profile's role, begun when it is needed, kept for the next command and renewed before it ends.</summary>
internal sealed class AssumedSession(ApiClient source, string url, Profile profile) : ICredentialSource
{
    private readonly SessionCache _cache = new(source.Url, url, profile);
    private CachedSession? _session;

    public async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        if ((_session ??= _cache.Read()) is { } held && held.Lasts(TimeProvider.System.GetUtcNow()))
        {
            return held.Token;
        }

        var assumed = await RoleAssumption.AssumeAsync(source, url, profile.CaFile, profile.Role!, new AssumeRoleRequest(profile.SessionName, profile.ExternalId, profile.DurationSeconds, null), cancellationToken);
        _session = new CachedSession(assumed.Token, assumed.Session.CreatedAt, assumed.Session.ExpiresAt);
        _cache.Write(_session);
        return _session.Token;
    }

    public void Refused()
    {
        _session = null;
        _cache.Forget();
    }
}
