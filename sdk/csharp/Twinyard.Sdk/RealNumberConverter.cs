using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Twinyard.Sdk;

/// <summary>Writes 3.0 as <c>3.0</c> and not as <c>3</c>: a table that infers its column's type must not take it for a whole number.</summary>
internal sealed class RealNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryFloatingPointIeee754<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? T.Parse(reader.GetString() ?? "", CultureInfo.InvariantCulture)
            : T.CreateChecked(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (!T.IsFinite(value))
        {
            throw new TwinyardException($"{value} cannot be written: outputs hold finite numbers only.");
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().ContainsAny(".E") ? text : text + ".0");
    }
}
