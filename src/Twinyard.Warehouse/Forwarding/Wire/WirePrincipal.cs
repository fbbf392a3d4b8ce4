using System.Text.Json;
using Twinyard.Access;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>Who asks a query, with session and origin: the node that holds the warehouse decides what they may read.</summary>
internal static class WirePrincipal
{
    public static string Write(Principal principal) => JsonSerializer.Serialize(principal);

    public static Principal Read(BinaryReader reader) =>
        JsonSerializer.Deserialize<Principal>(reader.ReadString()) ?? throw new InvalidDataException("A query comes without whoever asks it.");
}
