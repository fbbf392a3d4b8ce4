using Twinyard.Access;
using Twinyard.Platform.Homes;

namespace Twinyard.Twins.Development;

/// <summary>The one folder of a person in the development twin that persists.</summary>
internal static class WorkspaceFolder
{
    public static string Of(HomeDirectory home, Principal principal) => Directory.CreateDirectory(Path.Combine(home.Workspaces, NameOf(principal))).FullName;

    /// <summary>The person's name as a folder's.</summary>
    public static string NameOf(Principal principal)
    {
        // A name of points alone would be a way to another folder.
        var name = Uri.EscapeDataString(principal.Name);
        return name.Trim('.').Length == 0 ? $"_{name}" : name;
    }
}
