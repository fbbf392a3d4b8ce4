using System.Security.Cryptography;
using System.Text;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets.Keys;

/// <summary>The keys of an environment, oldest first; the last encrypts what is new, the others decrypt what is older. As text: a line each, the id and the key in base64.</summary>
internal sealed class KeyRing(IReadOnlyList<MasterKey> keys)
{
    private const int LongestId = 64;
    private const string Comment = "# What the secrets of this environment are encrypted with, the last key for new ones. Without it they are lost: keep a copy, apart from copies of the data.\n";

    public IReadOnlyList<MasterKey> Keys => keys;

    public MasterKey Current => keys[^1];

    /// <param name="place">Where the text is, for messages; they never have a key.</param>
    public static Result<KeyRing> Parse(string text, string place)
    {
        var keys = new List<MasterKey>();
        foreach (var (line, i) in text.Split('\n', ';').Select((line, i) => (line.Trim(), i)))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var key = new byte[MasterKey.Size];
            var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || parts[0].Length > LongestId || !Convert.TryFromBase64String(parts[1], key, out var size) || size != MasterKey.Size)
            {
                return Invalid($"Key {i + 1} in {place} is no id and 32 bytes in base64");
            }

            if (keys.Exists(known => known.Id == parts[0]))
            {
                return Invalid($"The id {parts[0]} is in {place} twice");
            }

            keys.Add(new MasterKey(parts[0], key));
        }

        return keys.Count == 0 ? Invalid($"There is no key in {place}") : new KeyRing(keys);
    }

    public static KeyRing New() => new([NewKey()]);

    public KeyRing WithNewKey() => new([.. keys, NewKey()]);

    public KeyRing OnlyCurrent() => new([Current]);

    public MasterKey? Find(string id) => keys.FirstOrDefault(key => key.Id == id);

    public byte[] ToFile() => Encoding.UTF8.GetBytes(Comment + string.Concat(keys.Select(key => $"{key.Id} {Convert.ToBase64String(key.Key)}\n")));

    private static MasterKey NewKey() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), RandomNumberGenerator.GetBytes(MasterKey.Size));

    private static FailedError Invalid(string what) => new("secret-key-invalid", $"{what}.", "Put the keys back from where a copy is kept. Nothing was changed.");
}
