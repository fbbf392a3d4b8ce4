using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Reads and checks the payloads of <c>Twinyard.Contracts.Fleet</c> in one forward pass. The broker reads to check, the loader
/// reads to load: the same code, so that what was acknowledged can be loaded.
/// </summary>
internal static class PayloadReader
{
    public const int MaximumRows = 10_000;
    public const int MaximumText = 256;
    public const int MaximumColumns = 1_000;

    /// <returns>What is wrong and where, or null when nothing is.</returns>
    public static string? Read(IngestKind kind, in ReadOnlySequence<byte> payload, List<IngestRow> rows)
    {
        if (payload.IsEmpty)
        {
            return "the payload is empty";
        }

        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (rows.Count == MaximumRows)
                    {
                        return $"more than {MaximumRows} rows in one message";
                    }

                    if (ReadRow(kind, ref reader, rows) is { } problem)
                    {
                        return $"row {rows.Count}: {problem}";
                    }
                }
            }
            else if (ReadRow(kind, ref reader, rows) is { } problem)
            {
                return problem;
            }

            return reader.Read() ? "there is something after the JSON value" : null;
        }
        catch (JsonException e)
        {
            return $"not JSON: {e.Message}";
        }
        catch (InvalidOperationException e)
        {
            // The reader's answer to text that is not valid UTF-8 or has a lone surrogate.
            return $"not JSON text: {e.Message}";
        }
    }

    private static string? ReadRow(IngestKind kind, ref Utf8JsonReader reader, List<IngestRow> rows)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return $"an object is expected, not {reader.TokenType}";
        }

        var row = new IngestRow();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader, row) is { } problem)
            {
                return problem;
            }
        }

        rows.Add(row);
        return Missing(kind, row);
    }

    private static string? ReadMember(ref Utf8JsonReader reader, IngestRow row)
    {
        if (reader.ValueTextEquals("values"u8))
        {
            return ReadValues(ref reader, row);
        }

        if (reader.ValueTextEquals("seq"u8))
        {
            return Number(ref reader, "seq", out row.Seq);
        }

        if (reader.ValueTextEquals("at"u8))
        {
            return Number(ref reader, "at", out row.At);
        }

        if (reader.ValueTextEquals("step"u8))
        {
            return Number(ref reader, "step", out row.Step);
        }

        if (reader.ValueTextEquals("entity"u8))
        {
            return Text(ref reader, "entity", out row.Entity);
        }

        if (reader.ValueTextEquals("prediction"u8))
        {
            return Real(ref reader, "prediction", out row.Prediction);
        }

        if (reader.ValueTextEquals("decision"u8))
        {
            return Text(ref reader, "decision", out row.Decision);
        }

        if (reader.ValueTextEquals("model"u8))
        {
            return Text(ref reader, "model", out row.Model);
        }

        if (reader.ValueTextEquals("version"u8))
        {
            return Text(ref reader, "version", out row.Version);
        }

        if (reader.ValueTextEquals("from"u8))
        {
            return Number(ref reader, "from", out row.From);
        }

        if (reader.ValueTextEquals("to"u8))
        {
            return Number(ref reader, "to", out row.To);
        }

        if (reader.ValueTextEquals("rows"u8))
        {
            return Number(ref reader, "rows", out row.Rows);
        }

        if (reader.ValueTextEquals("profile"u8))
        {
            reader.Read();
            using var profile = JsonDocument.ParseValue(ref reader);
            row.Profile = profile.RootElement.GetRawText();
            return null;
        }

        // Members that a newer agent adds are left to newer servers.
        reader.Read();
        reader.Skip();
        return null;
    }

    private static string? ReadValues(ref Utf8JsonReader reader, IngestRow row)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject || row.HasValues)
        {
            return row.HasValues ? "values is there twice" : $"values is an object of numbers, not {reader.TokenType}";
        }

        row.HasValues = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (row.Values.Count == MaximumColumns)
            {
                return $"more than {MaximumColumns} values in one row";
            }

            var name = ColumnNames.Intern(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value) || !double.IsFinite(value))
            {
                return $"values.{name} is not a finite number";
            }

            if (!row.Values.TryAdd(name, value))
            {
                return $"values.{name} is there twice";
            }
        }

        return null;
    }

    private static string? Number(ref Utf8JsonReader reader, string name, out long value)
    {
        value = 0;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out value))
        {
            return $"{name} is not a whole number";
        }

        return null;
    }

    private static string? Real(ref Utf8JsonReader reader, string name, out double value)
    {
        value = 0;
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out value) || !double.IsFinite(value))
        {
            return $"{name} is not a finite number";
        }

        return null;
    }

    private static string? Text(ref Utf8JsonReader reader, string name, out string value)
    {
        value = "";
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 and <= MaximumText } text)
        {
            return $"{name} is not a text of 1 to {MaximumText} characters";
        }

        value = text;
        return null;
    }

    private static string? Missing(IngestKind kind, IngestRow row)
    {
        if (row.Seq < 0)
        {
            return "seq is missing or negative";
        }

        return kind switch
        {
            IngestKind.Profile => row.Profile.Length == 0 ? "profile is missing"
                : row.From == long.MinValue || row.To == long.MinValue || row.Rows < 0 ? "from, to and rows are needed"
                : row.Model.Length == 0 || row.Version.Length == 0 ? "model and version are needed" : null,
            _ when !IsTime(row.At) => "at is missing, or not microseconds since 1970 between the years 1970 and 2200",
            _ when row.Entity.Length == 0 => "entity is missing",
            _ when row.Step == long.MinValue => "step is missing",
            IngestKind.Telemetry => row.HasValues ? null : "values is missing",
            _ when row.Model.Length == 0 || row.Version.Length == 0 => "model and version are needed",
            _ when double.IsNaN(row.Prediction) => "prediction is missing",
            _ => row.Decision.Length == 0 ? "decision is missing" : null,
        };
    }

    // 2200-01-01: beyond it the number is almost surely in another unit.
    private static bool IsTime(long micros) => micros is >= 0 and < 7_258_118_400_000_000;
}
