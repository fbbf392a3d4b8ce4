using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Twinyard.Access.OpenId;

/// <summary>
/// Keeps the framework's authentication out of every request: who asks is decided by <see cref="Http.AccessMiddleware"/>, and the provider's answer is taken by an endpoint,
/// whose attempt the audit trail has.
/// </summary>
internal sealed class OnlyWhenAsked(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
{
    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() => Task.FromResult<IEnumerable<AuthenticationScheme>>([]);

    public override Task<AuthenticationScheme?> GetDefaultAuthenticateSchemeAsync() => Task.FromResult<AuthenticationScheme?>(null);
}
