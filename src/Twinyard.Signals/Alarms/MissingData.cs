namespace Twinyard.Signals.Alarms;

/// <summary>How periods without data count (CloudWatch's TreatMissingData).</summary>
internal enum MissingData
{
    /// <summary>They do not; only where all are missing the state is INSUFFICIENT_DATA.</summary>
    Missing,

    /// <summary>They keep the state wherever the data that is there does not decide.</summary>
    Ignore,
    Breaching,
    NotBreaching,
}
