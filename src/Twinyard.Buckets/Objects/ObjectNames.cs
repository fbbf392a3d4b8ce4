using System.Text;
using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Objects;

/// <summary>
/// Which names buckets and keys may have. A key never becomes a path, so <c>../x</c> is a harmless name; what is refused is
/// what cannot be shown, sent in a URL, or stored.
/// </summary>
internal static class ObjectNames
{
    private const int MaximumKeyBytes = 1024;

    public static Error? Check(string bucket, string key) => CheckBucket(bucket) ?? CheckKey(key);

    public static Error? CheckBucket(string bucket)
    {
        var good = bucket.Length is >= 3 and <= 63
            && char.IsAsciiLetterOrDigit(bucket[0])
            && char.IsAsciiLetterOrDigit(bucket[^1])
            && bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && !bucket.Contains("..", StringComparison.Ordinal);
        return good
            ? null
            : new InvalidError("bucket-name-invalid", $"'{bucket}' is not a bucket name.", "Use 3 to 63 of a–z, 0–9, '-' and '.', starting and ending with a letter or digit, without '..'.");
    }

    private static InvalidError? CheckKey(string key)
    {
        if (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > MaximumKeyBytes)
        {
            return new InvalidError("object-key-invalid", $"The key has {Encoding.UTF8.GetByteCount(key):N0} bytes of UTF-8.", $"Use 1 to {MaximumKeyBytes:N0} bytes.");
        }

        return key.Any(char.IsControl) || HasLoneSurrogate(key)
            ? new InvalidError("object-key-invalid", "The key holds a control character or a half of a surrogate pair.", "Use printable characters.")
            : null;
    }

    private static bool HasLoneSurrogate(string key)
    {
        foreach (var rune in key.EnumerateRunes())
        {
            // EnumerateRunes gives the replacement character in place of a lone surrogate.
            if (rune == Rune.ReplacementChar)
            {
                return true;
            }
        }

        return false;
    }
}
