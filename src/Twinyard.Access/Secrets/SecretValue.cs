namespace Twinyard.Access.Secrets;

/// <summary>A version with its value. Its text has no value, so that nothing prints it by accident.</summary>
public sealed record SecretValue(string Name, int Version, string Value)
{
    public override string ToString() => $"{Name}@{Version}";
}
