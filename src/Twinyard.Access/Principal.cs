namespace Twinyard.Access;

/// <summary>Who asks: a person, a device, or a run acting in its workflow's role.</summary>
/// <param name="Kind"><c>user</c>, <c>device</c> or <c>run</c>.</param>
/// <param name="Name">User name, device id or run id.</param>
/// <param name="Role">The role whose policies decide.</param>
public sealed record Principal(string Kind, string Name, string Role)
{
    public const string User = "user";
    public const string Device = "device";
    public const string Run = "run";

    public override string ToString() => $"{Kind}/{Name} as {Role}";
}
