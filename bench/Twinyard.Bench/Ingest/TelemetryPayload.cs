using System.Globalization;
using System.Text;

namespace Twinyard.Bench.Ingest;

/// <summary>A telemetry row in JSON, filled up to an exact size.</summary>
internal static class TelemetryPayload
{
    private const long FirstAt = 1_790_000_000_000_000;

    public static byte[] Write(long sequence, int bytes)
    {
        var text = new StringBuilder(bytes);
        text.Append(CultureInfo.InvariantCulture, $"{{\"seq\":{sequence},\"at\":{FirstAt + sequence},\"entity\":\"bench/1\",\"step\":{sequence},\"values\":{{\"s1\":{sequence % 997}.5");
        for (var sensor = 2; text.Length < bytes - 24; sensor++)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"s{sensor}\":{(sequence + sensor) % 991}.25");
        }

        text.Append("}}");
        return Encoding.UTF8.GetBytes(text.ToString().PadRight(bytes));
    }
}
