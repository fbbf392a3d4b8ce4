using Twinyard.Platform.Results;

namespace Twinyard.Access.Trust;

/// <summary>What an environment gives to those that are to trust it: its name and the public parts of its keys. It holds nothing secret, but whoever carries it must not be able to change it.</summary>
public sealed record KeyDocument(string Environment, IReadOnlyList<PublicKey> Keys)
{
    private const int MostKeys = 4;

    /// <returns>What is wrong with it; null where nothing is.</returns>
    internal InvalidError? Problem()
    {
        if (Keys is not { Count: > 0 and <= MostKeys })
        {
            return Invalid($"It has {Keys?.Count ?? 0} keys, and 1 to {MostKeys} are expected.");
        }

        foreach (var key in Keys)
        {
            using var opened = key?.Open();
            if (opened is null)
            {
                return Invalid($"The key {key?.Id} is no public key on P-256 whose kid is its thumbprint.");
            }
        }

        return Keys.DistinctBy(key => key.Id).Count() < Keys.Count ? Invalid("It has a key twice.") : null;
    }

    private static InvalidError Invalid(string message) =>
        new("key-document", $"This is not the key document of an environment: {message}", "Print it there with `twinyard env key --out FILE` and carry it over unchanged.");
}
