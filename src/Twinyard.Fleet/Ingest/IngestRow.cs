namespace Twinyard.Fleet.Ingest;

/// <summary>One telemetry row, decision or profile as read from a payload. Fields, so that the reader fills them in place; what a kind does not have stays empty.</summary>
internal sealed class IngestRow
{
    public long Seq = -1;
    public long At = long.MinValue;
    public string Entity = "";
    public long Step = long.MinValue;
    public bool HasValues;
    public Dictionary<string, double> Values = new(StringComparer.Ordinal);
    public string Model = "";
    public string Version = "";
    public double Prediction = double.NaN;
    public string Decision = "";
    public long From = long.MinValue;
    public long To = long.MinValue;
    public long Rows = -1;

    /// <summary>JSON text.</summary>
    public string Profile = "";
}
