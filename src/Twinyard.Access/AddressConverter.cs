using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twinyard.Access;

/// <summary>An address as its text: a principal travels as JSON into the console's circuit, and an <see cref="IPAddress"/> by itself is no JSON.</summary>
internal sealed class AddressConverter : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("This is no address.");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
