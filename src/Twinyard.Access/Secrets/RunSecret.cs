namespace Twinyard.Access.Secrets;

/// <summary>A secret as a run is given it. Its text is its name, so that nothing prints the value by accident.</summary>
/// <param name="use">Which secret, in which variable.</param>
/// <param name="version">Of which the value is.</param>
public sealed class RunSecret(SecretUse use, int version, string value)
{
    public SecretUse Use => use;

    public int Version => version;

    public string Value => value;

    public override string ToString() => $"{use.Name}@{version}";
}
