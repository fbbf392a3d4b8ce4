using System.Security.Cryptography;

namespace Twinyard.Access.Trust;

/// <param name="Id"><see cref="PublicKey.Id"/>.</param>
internal sealed record SigningKey(string Id, ECDsa Key) : IDisposable
{
    public void Dispose() => Key.Dispose();
}
