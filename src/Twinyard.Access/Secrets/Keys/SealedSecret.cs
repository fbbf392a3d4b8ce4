namespace Twinyard.Access.Secrets.Keys;

/// <summary>A version as it is stored; both parts are nonce, tag and ciphertext in base64.</summary>
/// <param name="KeyId">The master key that <paramref name="Key"/> is encrypted with.</param>
/// <param name="Key">The data key.</param>
/// <param name="Value">The value, encrypted with the data key.</param>
internal sealed record SealedSecret(string KeyId, string Key, string Value);
