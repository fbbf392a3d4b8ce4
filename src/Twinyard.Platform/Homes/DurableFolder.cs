using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Twinyard.Platform.Homes;

/// <summary>Makes the names in a folder durable: a file that was made or renamed there is still there after a power cut.</summary>
public static partial class DurableFolder
{
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS journals names by itself, and a folder cannot be opened for flushing there.
            return;
        }

        // Closed on exec: a child that starts at this moment must not hold the folder.
        var readOnlyCloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        using var folder = Open(path, readOnlyCloseOnExec);
        if (folder.IsInvalid || Fsync(folder) != 0)
        {
            throw new IOException($"The folder {path} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
