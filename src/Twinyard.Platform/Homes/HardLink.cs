using System.Runtime.InteropServices;

namespace Twinyard.Platform.Homes;

/// <summary>Gives a file a second name, so that nothing has to be copied.</summary>
public static partial class HardLink
{
    /// <summary>Copies where the file system or the machine cannot link.</summary>
    /// <exception cref="IOException">There is a file at <paramref name="target"/> already, or it cannot be written.</exception>
    public static void CreateOrCopy(string source, string target)
    {
        if (OperatingSystem.IsWindows() || Link(source, target) != 0)
        {
            File.Copy(source, target);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
