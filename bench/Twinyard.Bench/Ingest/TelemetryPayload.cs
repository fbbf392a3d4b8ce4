using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Twinyard.Bench.Ingest;

/// <summary>A telemetry row in JSON of an exact size. Its numbers have a fixed width, so that each message only overwrites their digits.</summary>
internal sealed class TelemetryPayload
{
    private const long FirstNumber = 1_000_000_000;
    private const long FirstAt = 1_790_000_000_000_000;

    private readonly byte[] _text;
    private readonly int _seq;
    private readonly int _step;

    public TelemetryPayload(int bytes)
    {
        var text = new StringBuilder("{\"seq\":");
        _seq = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"{FirstNumber},\"at\":{FirstAt},\"entity\":\"bench/1\",\"step\":");
        _step = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"{FirstNumber},\"values\":{{\"s1\":643.25");
        for (var sensor = 2; text.Length < bytes - 20; sensor++)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"s{sensor}\":{500 + sensor}.25");
        }

        _text = Encoding.UTF8.GetBytes(text.Append("}}").ToString().PadRight(bytes));
    }

    /// <param name="number">0, 1, 2 …: the row's sequence number and step.</param>
    public void Write(long number, Span<byte> target)
    {
        _text.CopyTo(target);
        Utf8Formatter.TryFormat(FirstNumber + number, target[_seq..], out _);
        Utf8Formatter.TryFormat(FirstNumber + number, target[_step..], out _);
    }
}
