using Twinyard.Platform.Results;

namespace Twinyard.Buckets.Storage;

/// <summary>What a full disk means for an object.</summary>
internal static class DiskProblem
{
    public static FailedError DiskFull(string folder, IOException e) => new(
        "disk-full",
        $"The object was not stored: no space is left on the disk of {folder} ({e.Message}).",
        "Free space or move the data directory to a larger disk, then put the object again. Nothing of it was kept.");
}
