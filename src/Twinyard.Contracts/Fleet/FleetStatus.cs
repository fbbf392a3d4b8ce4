namespace Twinyard.Contracts.Fleet;

/// <summary>The fleet's traffic since the server started, and how much is on its way into the warehouse.</summary>
/// <param name="MqttTlsPort">Null where MQTT is not served over TLS.</param>
/// <param name="Healthy">False while nothing can be acknowledged, such as on a full disk.</param>
/// <param name="Problem">Cause and remedy while not healthy; empty otherwise.</param>
/// <param name="Acknowledged">Messages that were made durable and acknowledged.</param>
/// <param name="Rejected">Malformed messages; the newest are in <paramref name="RecentRejections"/>.</param>
/// <param name="Denied">Publishes and subscriptions that no policy allowed.</param>
/// <param name="LoadedRows">Rows put into the warehouse.</param>
/// <param name="Duplicates">Rows that were delivered again and left out.</param>
/// <param name="QuarantinedRecords">Damaged records set aside.</param>
/// <param name="PendingBytes">In segments and not yet in the warehouse.</param>
public sealed record FleetStatus(
    int Devices,
    int ConnectedDevices,
    int MqttPort,
    int? MqttTlsPort,
    bool Healthy,
    string Problem,
    long Acknowledged,
    long AcknowledgedBytes,
    long Rejected,
    long Denied,
    long LoadedRows,
    long Duplicates,
    long QuarantinedRecords,
    long PendingBytes,
    IReadOnlyList<RejectedMessage> RecentRejections);

public sealed record RejectedMessage(DateTimeOffset At, string Device, string Topic, int Bytes, string Reason);
