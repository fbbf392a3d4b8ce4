using Twinyard.Access;

namespace Twinyard.WebConsole.Access;

/// <summary>
/// Who sits at the browser tab. The request that rendered the page knows it from the access middleware; it travels to the
/// tab's circuit as a protected parameter of the root component and is set here once, before any page is built.
/// </summary>
internal sealed class CircuitPrincipal
{
    private Principal? _value;

    public Principal Value
    {
        get => _value ?? throw new InvalidOperationException("The circuit has no principal: a page was built before the root component.");
        set => _value ??= value;
    }
}
