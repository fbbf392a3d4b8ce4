namespace Twinyard.Fleet.Ingest;

internal enum IngestKind : byte
{
    Telemetry = 1,
    Decision = 2,
    Profile = 3,
}
