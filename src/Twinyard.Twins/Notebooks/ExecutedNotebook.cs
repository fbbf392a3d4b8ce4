using System.Text;
using System.Text.Json.Nodes;
using Twinyard.Platform.Homes;

namespace Twinyard.Twins.Notebooks;

/// <summary>Keeps the notebook with its outputs so far, so that even a killed server leaves the cells that ran.</summary>
public static class ExecutedNotebook
{
    /// <summary>The artifact's name.</summary>
    public const string FileName = "notebook.ipynb";

    /// <summary>Replaces the file whole.</summary>
    internal static void Save(string folder, JsonObject document)
    {
        Directory.CreateDirectory(folder);
        PrivateFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(document.ToJsonString(Notebook.Json)));
    }
}
