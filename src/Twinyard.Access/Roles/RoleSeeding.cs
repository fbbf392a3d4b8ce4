using Twinyard.Platform.Background;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Roles;

/// <summary>Puts the built-in roles in place before anything asks for them.</summary>
internal sealed class RoleSeeding(RoleDirectory directory) : IStartupWork
{
    public string Name => "built-in-roles";

    public int Order => -100;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        await directory.ListAsync(cancellationToken);
        return Done.Value;
    }
}
