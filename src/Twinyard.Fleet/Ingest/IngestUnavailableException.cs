namespace Twinyard.Fleet.Ingest;

/// <summary>The message was not made durable and must not be acknowledged; the device keeps it and sends it again.</summary>
internal sealed class IngestUnavailableException(string message, Exception? inner) : IOException(message, inner);
