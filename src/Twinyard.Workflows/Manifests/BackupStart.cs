namespace Twinyard.Workflows.Manifests;

/// <summary>Who starts the backup: the failure itself, or a person.</summary>
internal enum BackupStart
{
    Failed,
    Manual,
}
