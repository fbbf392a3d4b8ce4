using Microsoft.Win32.SafeHandles;
using Twinyard.Platform.Homes;

namespace Twinyard.Fleet.Ingest;

/// <summary>The disk under the segments: a seam for tests of full and broken disks.</summary>
internal interface ISegmentStorage
{
    /// <summary>Creates a file that does not exist yet, and makes its name durable.</summary>
    SafeFileHandle Create(string path);

    void Write(SafeFileHandle file, ReadOnlySpan<byte> data, long offset);

    /// <summary>Returns when everything written is on the disk.</summary>
    void Sync(SafeFileHandle file);

    void Truncate(SafeFileHandle file, long length);
}

internal sealed class DiskSegmentStorage : ISegmentStorage
{
    public SafeFileHandle Create(string path)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        DurableFolder.Sync(Path.GetDirectoryName(path)! /* a segment is never a root */);
        return file;
    }

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> data, long offset) => RandomAccess.Write(file, data, offset);

    public void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);
}
