namespace Twinyard.Access.Secrets.Keys;

/// <summary>A key that data keys are encrypted with. Its text is its id.</summary>
internal sealed class MasterKey(string id, byte[] key)
{
    /// <summary>In bytes: AES-256.</summary>
    public const int Size = 32;

    public string Id => id;

    public ReadOnlySpan<byte> Key => key;

    public override string ToString() => id;
}
