using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Storage;

/// <summary>Tells a full disk from other failures of writing.</summary>
internal static class DiskProblem
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = 112;

    /// <summary>.NET puts the operating system's error number into <see cref="Exception.HResult"/>.</summary>
    public static bool IsDiskFull(IOException e) => (e.HResult & 0xFFFF) is NoSpace or QuotaExceeded or WindowsDiskFull;

    public static FailedError DiskFull(string folder, IOException e) => new(
        "disk-full",
        $"The object was not stored: no space is left on the disk of {folder} ({e.Message}).",
        "Free space or move the data directory to a larger disk, then put the object again. Nothing of it was kept.");
}
