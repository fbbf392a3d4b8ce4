namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>A folder for one test, which holds an environment's data directory and whatever else the test needs.</summary>
internal sealed class TemporaryHome : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("twinyard-e2e-").FullName;

    /// <summary>The data directory; not made yet.</summary>
    public string Path => System.IO.Path.Combine(_root, "environment");

    /// <summary>A folder beside the data directory, made when it is first asked for.</summary>
    public string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(_root, name)).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Ends what a killed server has left running on this home, and deletes the folder.</summary>
    public void Dispose()
    {
        foreach (var process in HomeProcesses.On(_root))
        {
            ProcessSignal.Send(process.Id, ProcessSignal.Kill);
        }

        // A process that has just been killed may be about to write its last file.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(_root, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 10)
            {
                Thread.Yield();
            }
        }
    }
}
