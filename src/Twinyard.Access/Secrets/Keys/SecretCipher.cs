using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets.Keys;

/// <summary>
/// Envelope encryption with AES-256-GCM (NIST SP 800-38D): each version has a data key of its own, which a master key encrypts. Environment, name, version and master key are
/// authenticated with both, so a row that was changed, or moved to another name or environment, does not open.
/// </summary>
internal sealed class SecretCipher(IServerAddress server)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public SealedSecret Seal(string name, int version, string value, MasterKey key)
    {
        var dataKey = RandomNumberGenerator.GetBytes(MasterKey.Size);
        var sealedSecret = new SealedSecret(
            key.Id,
            Convert.ToBase64String(Encrypt(key.Key, dataKey, Bound("key", name, version, key))),
            Convert.ToBase64String(Encrypt(dataKey, Encoding.UTF8.GetBytes(value), Bound("value", name, version, key))));
        CryptographicOperations.ZeroMemory(dataKey);
        return sealedSecret;
    }

    /// <param name="place">Where the keys are, for messages.</param>
    /// <returns>A failure where the key is not there, or is another, or the row was changed.</returns>
    public Result<string> Open(string name, int version, SealedSecret secret, KeyRing keys, string place)
    {
        if (keys.Find(secret.KeyId) is not { } key)
        {
            return new FailedError("secret-key-missing", $"The secret {name} is encrypted with the key {secret.KeyId}, which is not in {place}.", "Put that key back from where a copy is kept. Nothing was changed.");
        }

        try
        {
            var dataKey = Decrypt(key.Key, Convert.FromBase64String(secret.Key), Bound("key", name, version, key));
            return Encoding.UTF8.GetString(Decrypt(dataKey, Convert.FromBase64String(secret.Value), Bound("value", name, version, key)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return new FailedError(
                "secret-key-wrong",
                $"The key {key.Id} in {place} does not open the secret {name}: it is another key than the one that closed it, the stored secret was changed, or it is from another environment than {server.Environment}.",
                "Put the right key back from where a copy is kept, or set the secret anew. Nothing was changed.");
        }
    }

    private static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, byte[] bound)
    {
        var whole = new byte[NonceSize + TagSize + plain.Length];
        var nonce = whole.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize), bound);
        return whole;
    }

    private static byte[] Decrypt(ReadOnlySpan<byte> key, byte[] whole, byte[] bound)
    {
        if (whole.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("Too short to be a sealed text.");
        }

        var plain = new byte[whole.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(whole.AsSpan(0, NonceSize), whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize), plain, bound);
        return plain;
    }

    // None of the parts has a line's end.
    private byte[] Bound(string what, string name, int version, MasterKey key) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"twinyard-secret-1\n{what}\n{server.Environment}\n{name}\n{version}\n{key.Id}"));
}
