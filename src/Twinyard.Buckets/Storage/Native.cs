using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Twinyard.Buckets.Storage;

/// <summary>The two calls of the C library that .NET does not offer for directories.</summary>
internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);
}
