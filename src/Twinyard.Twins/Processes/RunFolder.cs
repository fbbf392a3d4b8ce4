using System.Text;
using Twinyard.Platform.Homes;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Processes;

/// <summary>The throw-away folder of one execution: the commit's tree, the event, the input and a place for temporary files.</summary>
internal sealed class RunFolder : IDisposable
{
    private RunFolder(string root)
    {
        Root = root;
        Tree = Directory.CreateDirectory(Path.Combine(root, "tree")).FullName;
        Temporary = Directory.CreateDirectory(Path.Combine(root, "tmp")).FullName;
    }

    public string Root { get; }

    public string Tree { get; }

    public string Temporary { get; }

    public string EventFile => Path.Combine(Root, "event.json");

    public string InputFile => Path.Combine(Root, "input.json");

    /// <summary>The layers of the run, as they lie on this machine.</summary>
    public IReadOnlyList<LaidOutLayer> Layers { get; set; } = [];

    /// <summary>A folder of its own for each execution, also for two of the same run.</summary>
    public static RunFolder Create(HomeDirectory home, Guid id, TwinRun run)
    {
        var folder = new RunFolder(Path.Combine(home.Runs, id.ToString("N")));
        File.WriteAllText(folder.EventFile, run.EventJson, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.WriteAllText(folder.InputFile, run.InputJson, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return folder;
    }

    /// <summary>Removes the folder. What cannot be removed now is removed at the next start.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A script may have taken the write permission from a folder of its own; the outcome of the run stands.
        }
    }
}
